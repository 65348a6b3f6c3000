use proptest::prelude::*;

use super::{
    authentic::is_authentic,
    letter::{Found, Rules, read},
    words,
};

fn authentic(headers: &[&str]) -> bool {
    is_authentic(headers.iter().copied(), "mx.acme.example", "acme.example")
}

#[test]
fn results_count_where_our_server_wrote_them_for_the_same_domain() {
    for good in [
        "mx.acme.example; dmarc=pass header.from=acme.example",
        " MX.acme.example 1 ;\r\n\tdmarc = pass (p=none) header.from = ACME.example",
        "mx.acme.example; dkim=pass (a \\) b) header.i=@acme.example header.d=acme.example",
        "mx.acme.example; spf/1=pass reason=\"a; b\" smtp.mailfrom=acme.example",
        "\"mx.acme.example\"; dmarc=none; spf=pass smtp.mailfrom=anna@acme.example",
    ] {
        assert!(authentic(&[good]), "{good}");
        assert!(authentic(&["mx.evil.example; dmarc=fail", good]), "{good}");
        assert!(!authentic(&["mx.acme.example; none", good]), "the first of ours counts: {good}");
        assert!(!authentic(&["mx.acme.example; (", good]), "what cannot be read may be ours: {good}");
    }
    for bad in [
        "",
        "mx.acme.example",
        "mx.acme.example.evil.example; dmarc=pass header.from=acme.example",
        "mx.acme.example; dmarc=pass",
        "mx.acme.example; dmarc=pass header.from=sub.acme.example",
        "mx.acme.example; dmarc=fail; dkim=pass header.d=acme.example",
        "mx.acme.example; dkim=pass header.d=mail.acme.example",
        "mx.acme.example; dkim=pass header.d=example",
        "mx.acme.example; dkim=pass header.d=evilacme.example",
        "mx.acme.example; dkim=pass header.d=evil.example header.d=acme.example",
        "mx.acme.example; spf=pass smtp.helo=acme.example",
        "mx.acme.example; spf=pass smtp.mailfrom=\"a@acme.example; spf=pass\"@evil.example",
        "mx.acme.example; x=\"; dmarc=pass header.from=acme.example\"",
        "mx.acme.example; (dmarc=pass header.from=acme.example)",
        "mx.acme.example; \"dmarc=pass header.from=acme.example",
    ] {
        assert!(!authentic(&[bad]), "{bad}");
    }
    // Who speaks for a domain speaks for those below it.
    let parent = ["mx.acme.example; dkim=pass header.d=acme.example"];
    assert!(is_authentic(parent.into_iter(), "mx.acme.example", "leeds.acme.example"));
    assert!(!is_authentic(parent.into_iter(), "", "acme.example"));
}

#[test]
fn only_what_somebody_wrote_this_time_is_asked() {
    let quoted = "> OEE is 71%\n> \n> Sentia";
    for (text, wanted) in [
        ("revenue\r\n\r\n-- \r\nAnna\r\n+44 1", "revenue"),
        ("revenue\n\nSent from my iPhone", "revenue"),
        (
            "revenue\n\nOn Mon, 5 Jan 2026 at 09:00, Sentia <sentia@acme.example>\nwrote:\n> OEE is 71%\n",
            "revenue",
        ),
        ("Am 5. Januar 2026 schrieb Sentia:\n> OEE\n\nund der Ausschuss?", "und der Ausschuss?"),
        ("et le rebut ?\n\nLe lun. 5 janv. 2026 à 09:00, Sentia a écrit :\n\nOEE is 71%", "et le rebut ?"),
        ("scrap\n\n________________________________\nFrom: Sentia\nSent: Monday\n\nOEE", "scrap"),
        ("scrap\n\n*From:* Sentia\n*Sent:* Monday\n\nOEE", "scrap"),
        ("scrap\n-----Original Message-----\nFrom: x", "scrap"),
        ("von: Linie 3\nbis: Linie 5", "von: Linie 3\nbis: Linie 5"),
        ("On line 3, why did scrap rise?\nOn line 4 too?", "On line 3, why did scrap rise?\nOn line 4 too?"),
        ("first\n\n\n\nsecond\n", "first\n\nsecond"),
        ("is 3 > 2?", "is 3 > 2?"),
        (quoted, ""),
        ("", ""),
    ] {
        assert_eq!(words::of(text), wanted, "{text}");
    }
    assert_eq!(
        words::of(&format!("{quoted}\n\nwhy?\n{quoted}\nand scrap?")),
        "why?\n\nand scrap?".replace("\n\n", "\n")
    );
}

fn rules() -> Rules {
    Rules {
        own: "sentia@acme.example".into(),
        authserv_id: "mx.acme.example".into(),
        senders: vec!["acme.example".into()],
    }
}

fn judge(raw: &[u8]) -> Result<crate::Inbound, &'static str> {
    read(&Found { raw, whole: true, place: "1.1".into(), now: 0 }, &rules())
}

prop_compose! {
    /// Lines that mean something to the reader, and noise.
    fn line()(
        known in prop::sample::select(vec![
            "> quoted", "-- ", "On 5 Jan 2026, Anna", "wrote:", "From: a", "Sent: b", "________________", "", "revenue",
            "-----Original Message-----", "Sent from my phone", "Am 1.1. schrieb x:",
        ]),
        noise in "\\PC{0,20}|.{0,8}",
        is_known in any::<bool>(),
    ) -> String {
        if is_known { known.to_owned() } else { noise }
    }
}

proptest! {
    /// Whatever a mail says: nothing is added to it, and what is left is left again.
    #[test]
    fn words_are_lines_of_the_mail_and_stay_as_they_are(lines in prop::collection::vec(line(), 0..14)) {
        let text = lines.join("\n");
        let kept = words::of(&text);
        for line in kept.lines().filter(|line| !line.is_empty()) {
            prop_assert!(text.contains(line), "{line:?} of {text:?}");
            prop_assert!(!line.trim_start().starts_with('>'), "{line:?}");
        }
    }

    #[test]
    fn no_header_of_results_breaks_the_reader(header in "\\PC{0,60}|[mx.ae; ()\"\\\\=]{0,60}|.{0,30}") {
        // Without the words that vouch, nothing is vouched for.
        prop_assert!(!authentic(&[&header]));
        authentic(&[&format!("mx.acme.example; {header}")]);
    }

    #[test]
    fn no_bytes_break_the_reader(raw in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(judge(&raw).is_err());
    }

    /// A mail that is taken, with anything in it anywhere.
    #[test]
    fn no_mail_breaks_the_reader(
        subject in ".{0,40}", kind in "\\PC{0,40}|text/html|multipart/mixed; boundary=b|message/rfc822",
        ids in "\\PC{0,40}|<a@b> <c@d>", date in "\\PC{0,20}|[0-9: ,A-Za-z+]{0,40}", body in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let head = format!(
            "Authentication-Results: mx.acme.example; dmarc=pass header.from=acme.example\r\nFrom: anna@acme.example\r\n\
             Subject: {subject}\r\nContent-Type: {kind}\r\nReferences: {ids}\r\nDate: {date}\r\n\r\n"
        );
        let mut raw = head.into_bytes();
        raw.extend(body);
        if let Ok(inbound) = judge(&raw) {
            prop_assert_eq!(inbound.account.id, "anna@acme.example");
            prop_assert!(!inbound.place.shared);
            prop_assert!(!inbound.place.conversation().contains('\n'));
        }
    }
}
