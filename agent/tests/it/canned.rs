//! A server that says exactly these bytes: for what aimock cannot say (pings, events of a later version, errors after
//! HTTP 200, limits without a time to wait, redirects).

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

pub(crate) struct Canned {
    pub(crate) url: String,
    requests: Receiver<Heard>,
}

/// One request as it came over the wire.
pub(crate) struct Heard {
    pub(crate) head: String,
    pub(crate) body: serde_json::Value,
}

impl Canned {
    /// Answers each connection with the next reply; the pieces of a reply go out one by one.
    pub(crate) fn start(replies: Vec<Vec<String>>) -> Canned {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (heard, requests) = channel();
        thread::spawn(move || {
            for reply in replies {
                let (stream, _) = listener.accept().expect("a connection");
                let _ = heard.send(read(&stream));
                say(stream, &reply);
            }
        });
        Canned { url, requests }
    }

    pub(crate) fn next_request(&self) -> Heard {
        self.requests.recv_timeout(Duration::from_secs(5)).expect("a request")
    }

    pub(crate) fn nothing_asked(&self) -> bool {
        self.requests.try_recv().is_err()
    }
}

fn read(stream: &TcpStream) -> Heard {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).expect("a head") == 0 {
            break;
        }
    }
    let length = head
        .to_lowercase()
        .split_once("content-length: ")
        .and_then(|(_, rest)| rest.lines().next()?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).expect("a body");
    Heard { head, body: serde_json::from_slice(&body).unwrap_or_default() }
}

fn say(mut stream: TcpStream, reply: &[String]) {
    for piece in reply {
        if stream.write_all(piece.as_bytes()).and_then(|()| stream.flush()).is_err() {
            return;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// HTTP 200 with an event stream of these events, each `data` a JSON object that names its type.
pub(crate) fn events(events: &[serde_json::Value]) -> Vec<String> {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n".to_owned();
    let events = events
        .iter()
        .map(|event| format!("event: {}\ndata: {event}\n\n", event["type"].as_str().expect("a type")));
    std::iter::once(head).chain(events).collect()
}

/// A reply with this status line, these further headers and this body.
pub(crate) fn status(line: &str, headers: &str, body: &str) -> Vec<String> {
    let length = body.len();
    vec![format!(
        "HTTP/1.1 {line}\r\ncontent-type: application/json\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )]
}
