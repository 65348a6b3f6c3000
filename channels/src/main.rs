#[expect(clippy::print_stdout, reason = "x")]
fn main() { println!("sentia"); }
