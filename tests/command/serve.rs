//! Where the server may listen. What it serves is tested in tests/web, with a browser and with other people's clients.

use std::{fs, net::TcpListener};

use sentia_tests::{Running, Sentia};

use super::{FAILED, USAGE, assert_one_clear_line};

#[test]
fn only_this_machine_can_be_served_as_long_as_there_is_no_sign_in() {
    for open in ["0.0.0.0:7367", "[::]:7367", "192.168.7.7:7367"] {
        let refused = Sentia::new().run(["serve", "--listen", open]);
        assert_one_clear_line(&refused, USAGE);
        assert!(refused.stderr.contains("without sign-in"), "{}", refused.stderr);
    }
    let unclear = Sentia::new().run(["serve", "--listen", "everywhere"]);
    assert_eq!(unclear.code(), USAGE, "{unclear:?}");
}

#[test]
fn a_port_that_is_taken_is_said_to_be() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap().to_string();
    let refused = Sentia::new().run(["serve", "--listen", address.as_str()]);
    assert_one_clear_line(&refused, FAILED);
    assert!(refused.stderr.contains("is in use"), "{}", refused.stderr);
}

#[test]
fn slack_needs_a_way_in() {
    let sentia = Sentia::with_demo_company();
    let config = "[sign_in]\naddress = \"http://127.0.0.1:7399\"\npasswords = true\n[bots.slack]\n";
    fs::write(sentia.home().join("sentia.toml"), config).unwrap();
    let mut command = sentia.command();
    command.args(["serve", "--listen", "127.0.0.1:0"]).env("SENTIA_SLACK_TOKEN", "xoxb-1-secret");
    let refused = Running::start(&mut command, b"").finish();
    assert_one_clear_line(&refused, FAILED);
    for variable in ["SENTIA_SLACK_SIGNING_SECRET", "SENTIA_SLACK_APP_TOKEN"] {
        assert!(refused.stderr.contains(variable), "{}", refused.stderr);
    }
    assert!(!refused.stderr.contains("xoxb-1-secret"), "{}", refused.stderr);
}
