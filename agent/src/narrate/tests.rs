use super::*;

#[test]
fn nothing_to_tell_of_is_nothing_said() {
    assert_eq!(narrate("anything", &[]), [""; 0]);
    assert_eq!(follow_ups("anything", &[]), [""; 0]);
}
