//! Reports and exports: the figures of the answers, in files that are what they are called, within what a person may see.

use std::{fs, io::Write};

use sentia_tests::{Aimock, Finished, Running, Sentia};
use serde_json::{Value, json as object};

use super::{FAILED, USAGE, assert_one_clear_line, json};

#[test]
fn an_answer_is_written_in_every_format() {
    let sentia = Sentia::with_demo_company();
    let asked = json(&sentia.run(["ask", "OEE by line last week", "--json"]));
    let turn = asked["id"].as_str().unwrap().to_owned();
    for (ending, begins) in [
        ("pdf", "%PDF"),
        ("xlsx", "PK"),
        ("docx", "PK"),
        ("pptx", "PK"),
        ("html", "<!"),
        ("csv", ""),
        ("md", "#"),
    ] {
        let file = format!("answer.{ending}");
        let written = sentia.run(["export", &turn, "--out", &file]);
        assert!(written.succeeded(), "{written:?}");
        let bytes = fs::read(sentia.home().join(&file)).unwrap();
        assert!(bytes.starts_with(begins.as_bytes()) && bytes.len() > 100, "{ending}");
    }
    let text = fs::read_to_string(sentia.home().join("answer.md")).unwrap();
    let shown = sentia.run(["ask", "OEE by line last week"]).stdout;
    let figures = shown.split(|letter: char| letter.is_whitespace()).filter(|word| word.ends_with('%'));
    for figure in figures {
        assert!(text.contains(figure), "{figure} is missing:\n{text}");
    }

    assert_one_clear_line(&sentia.run(["export", &turn, "--out", "answer.md"]), FAILED);
    assert_one_clear_line(&sentia.run(["export", &turn, "--out", "answer.xyz"]), FAILED);
    assert_one_clear_line(&sentia.run(["export", "c999-1"]), FAILED);
}

#[test]
fn a_report_keeps_within_what_a_person_may_see() {
    let sentia = Sentia::with_demo_company();
    let kinds = sentia.run(["report"]);
    let kinds: Vec<&str> =
        kinds.stdout.lines().skip(2).filter_map(|line| line.split_whitespace().next()).collect();
    assert!(kinds.len() >= 7, "{kinds:?}");
    for kind in &kinds {
        let file = format!("{kind}.md");
        let mut files =
            ["pdf", "xlsx", "docx", "pptx", "html", "csv"].map(|ending| format!("{kind}.{ending}")).to_vec();
        files.push(file.clone());
        let outs = files.iter().flat_map(|file| ["--out", file.as_str()]);
        let written = sentia.run(["report", kind].into_iter().chain(outs));
        assert!(written.succeeded(), "{written:?}");
        for file in &files {
            assert!(fs::metadata(sentia.home().join(file)).unwrap().len() > 100, "{file}");
        }
        let text = fs::read_to_string(sentia.home().join(&file)).unwrap();
        assert!(!text.contains("not answered"), "a question of {kind} is not answered:\n{text}");
        assert!(text.contains("## How each figure was computed"), "{text}");
    }
    let own = sentia.run(["report", "operations", "--as", "leeds", "--out", "leeds.md"]);
    assert!(own.succeeded(), "{own:?}");
    let own = fs::read_to_string(sentia.home().join("leeds.md")).unwrap();
    assert!(own.contains("Line 3") && !own.contains("Line 5") && !own.contains("Derby"), "{own}");
    let other = sentia.run(["report", "operations", "--as", "leeds", "--only", "Derby", "--out", "derby.md"]);
    assert!(other.succeeded(), "{other:?}");
    let other = fs::read_to_string(sentia.home().join("derby.md")).unwrap();
    assert!(other.contains("Your permissions cover Leeds only") && !other.contains('%'), "{other}");

    let again = sentia.run(["report", "losses", "--out", "again.md"]);
    assert!(again.succeeded());
    let same = fs::read(sentia.home().join("losses.md")).unwrap()
        == fs::read(sentia.home().join("again.md")).unwrap();
    assert!(same, "the same report gives the same bytes");
    assert_one_clear_line(&sentia.run(["report", "horoscope"]), FAILED);
    assert_eq!(sentia.run(["report", "losses", "--format", "papyrus"]).code(), USAGE);
}

/// A Word file as small as one can be.
fn template(paragraphs: &[&str]) -> Vec<u8> {
    let body: String =
        paragraphs.iter().map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).collect();
    let parts = [
        (
            "[Content_Types].xml",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#.to_owned(),
        ),
        (
            "_rels/.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#.to_owned(),
        ),
        (
            "word/document.xml",
            format!(r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#),
        ),
    ];
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn words_of(file: &[u8]) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
    std::io::read_to_string(zip.by_name("word/document.xml").unwrap()).unwrap()
}

#[test]
fn a_report_is_written_into_a_template_of_ones_own() {
    let sentia = Sentia::with_demo_company();
    let home = sentia.home().to_owned();
    fs::write(
        home.join("board.docx"),
        template(&["{{company}} for the board", "{{title}}", "{{section: Profit and loss}}"]),
    )
    .unwrap();
    let written = sentia.run(["report", "finance", "--template", "board.docx", "--out", "pack.docx"]);
    assert!(written.succeeded(), "{written:?}");
    let words = words_of(&fs::read(home.join("pack.docx")).unwrap());
    assert!(words.contains("Pennine Drives for the board") && words.contains("Gross profit"), "{words}");

    fs::create_dir(home.join("looks")).unwrap();
    fs::copy(home.join("board.docx"), home.join("looks/finance.docx")).unwrap();
    fs::write(home.join("sentia.toml"), "[reports]\ncompany = \"Calder & Sons\"\ntemplates = \"looks\"\n")
        .unwrap();
    let written = sentia.run(["report", "finance", "--out", "own.docx", "--out", "own.pdf"]);
    assert!(written.succeeded(), "{written:?}");
    assert!(words_of(&fs::read(home.join("own.docx")).unwrap()).contains("Calder &amp; Sons for the board"));

    fs::write(home.join("odd.docx"), template(&["{{weather}}"])).unwrap();
    for template in ["odd.docx", "none.docx", "sentia.toml"] {
        let refused = sentia.run(["report", "finance", "--template", template, "--out", "odd-pack.docx"]);
        assert_one_clear_line(&refused, FAILED);
    }
    assert_one_clear_line(
        &sentia.run(["report", "finance", "--template", "board.docx", "--out", "a.pdf"]),
        FAILED,
    );
    fs::write(home.join("sentia.toml"), "[reports]\ntemplates = \"nowhere\"\n").unwrap();
    assert!(!sentia.run(["report", "finance"]).succeeded());
}

/// Title and questions of each kind of report, as they are asked of the whole company.
fn kinds() -> Vec<(String, String, Vec<String>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../prompts/reports");
    let files = fs::read_dir(folder).unwrap().map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
    let mut kinds: Vec<_> = files.map(|text| kind(&toml::from_str(&text).unwrap())).collect();
    kinds.sort();
    kinds
}

fn kind(template: &toml::Table) -> (String, String, Vec<String>) {
    let text = |key: &str| template[key].as_str().unwrap().to_owned();
    let sections = template["section"].as_array().unwrap().iter();
    let questions = sections.flat_map(|section| section["questions"].as_array().unwrap());
    let worded = |question: &toml::Value| {
        let question = question.as_str().unwrap().replace("{period}", &text("period")).replace("{only}", "");
        question.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    (text("kind"), text("title"), questions.map(worded).collect())
}

/// What a model does that plans as the rules do and words as the narrator does.
fn model_of(sentia: &Sentia, kinds: &[(String, String, Vec<String>)]) -> Vec<Value> {
    let mut questions: Vec<&String> = kinds.iter().flat_map(|(_, _, questions)| questions).collect();
    // What is asked is found by a part of the message, so the longest goes first.
    questions.sort_by_key(|question| (usize::MAX - question.len(), question.as_str()));
    questions.dedup();
    // It mends no sentence; the narrator's stand in their places then.
    let mut fixtures =
        vec![object!({ "match": { "userMessage": "cannot be shown" }, "response": { "content": "1. –" } })];
    for (at, question) in questions.iter().enumerate() {
        let turn = json(&sentia.run(["ask", question, "--json"]));
        let call = &turn["plan"][0];
        assert!(call["tool"].is_string(), "{question}: {turn}");
        let words = turn["answer"]["blocks"][0]["prose"].as_str().unwrap();
        let id = format!("toolu_{at}");
        let calls = object!([{ "id": id, "name": call["tool"], "arguments": call["arguments"].to_string() }]);
        for (_, title, questions) in kinds {
            if let Some(at) = questions
                .iter()
                .position(|question| summed_up(question))
                .filter(|at| &&questions[*at] == question)
            {
                let words = words.replace("[[e1.", &format!("[[e{}.", at + 1));
                let summary = format!("<report>{title}</report>");
                fixtures.insert(
                    0,
                    object!({ "match": { "userMessage": summary }, "response": { "content": words } }),
                );
            }
        }
        fixtures.push(object!({ "match": { "toolCallId": id }, "response": { "content": words } }));
        fixtures.push(object!({ "match": { "userMessage": question }, "response": { "toolCalls": calls } }));
    }
    fixtures
}

/// A question whose answer the summary begins with. What is unusual is worded by the narrator alone: no sentence of a model's
/// on it passes.
fn summed_up(question: &str) -> bool {
    !question.starts_with("what is unusual")
}

fn with_model(sentia: &Sentia, server: &Aimock, arguments: &[&str]) -> Finished {
    let settings = format!(
        "[model]\nprovider = \"anthropic\"\nname = \"claude-opus-5\"\nbase_url = \"{}\"\n",
        server.url
    );
    fs::write(sentia.home().join("sentia.toml"), settings).unwrap();
    let mut command = sentia.command();
    command.env("ANTHROPIC_API_KEY", "sk-secret-key").args(arguments);
    Running::start(&mut command, b"").finish()
}

#[test]
fn a_model_plans_and_words_every_kind_of_report() {
    let sentia = Sentia::with_demo_company();
    let kinds = kinds();
    let Some(server) = Aimock::start(Value::Array(model_of(&sentia, &kinds))) else { return };
    let mut summed_up = 0;
    for (kind, ..) in &kinds {
        let files =
            ["md", "pdf", "xlsx", "docx", "pptx", "html", "csv"].map(|ending| format!("{kind}.{ending}"));
        let mut arguments = vec!["report", kind.as_str()];
        arguments.extend(files.iter().flat_map(|file| ["--out", file.as_str()]));
        let written = with_model(&sentia, &server, &arguments);
        assert!(written.succeeded(), "{written:?}");
        let text = fs::read_to_string(sentia.home().join(&files[0])).unwrap();
        for failed in ["not answered", "without the model"] {
            assert!(!text.contains(failed), "{kind}:\n{text}");
        }
        // A sentence that is clear beside its own figures may not be so beside those of the whole report.
        let is_told =
            text.contains("The summary is put together without a model, because the figures do not");
        assert!(text.contains("## Summary") != is_told, "{kind}:\n{text}");
        summed_up += usize::from(!is_told);
    }
    assert!(summed_up * 4 >= kinds.len() * 3, "{summed_up} of {} have a model's summary", kinds.len());
}

/// The first page of each kind as a picture. After a change of looks, look at them and write them anew with
/// SENTIA_WRITE_PICTURES=1.
#[test]
#[expect(clippy::disallowed_methods, reason = "the environment tells tests what to do")]
fn every_kind_of_report_looks_as_it_did() {
    let sentia = Sentia::with_demo_company();
    let folder = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/command/pictures"));
    for (kind, ..) in kinds() {
        let file = format!("{kind}.pdf");
        assert!(sentia.run(["report", kind.as_str(), "--out", &file]).succeeded(), "{kind}");
        let Some(page) = first_page(&sentia.home().join(&file)) else { return };
        let kept = folder.join(format!("{kind}.png"));
        if std::env::var_os("SENTIA_WRITE_PICTURES").is_some() {
            fs::write(&kept, &page).unwrap();
        }
        let differs = difference(&fs::read(&kept).unwrap(), &page);
        assert!(differs < 0.01, "{kind} differs from {} by {:.1}%", kept.display(), differs * 100.0);
    }
}

/// None, with a line that says so, where there is no poppler.
#[expect(clippy::print_stdout, reason = "what was skipped must be seen")]
fn first_page(file: &std::path::Path) -> Option<Vec<u8>> {
    let command = std::process::Command::new("pdftoppm")
        .args(["-r", "45", "-gray", "-png", "-f", "1", "-l", "1", "-singlefile"])
        .arg(file)
        .output();
    match command {
        Ok(output) => {
            assert!(output.status.success(), "{output:?}");
            Some(output.stdout)
        }
        Err(_) => {
            println!("SKIPPED: pictures of reports; install poppler-utils");
            None
        }
    }
}

/// The mean distance of the pictures' points, of black from white 1; 1 for those of another size.
fn difference(a: &[u8], b: &[u8]) -> f64 {
    let (a, b) = (tiny_skia::Pixmap::decode_png(a).unwrap(), tiny_skia::Pixmap::decode_png(b).unwrap());
    if (a.width(), a.height()) != (b.width(), b.height()) {
        return 1.0;
    }
    let sum: f64 = a.data().iter().zip(b.data()).map(|(a, b)| f64::from(a.abs_diff(*b)) / 255.0).sum();
    sum / a.data().len() as f64
}

/// From the command to the file, queries and narrative included: a benchmark, to be run by itself (CONTRIBUTING.md).
#[test]
#[ignore = "a benchmark"]
#[expect(clippy::disallowed_methods, reason = "a benchmark measures")]
fn how_long_whole_reports_take() {
    let sentia = Sentia::with_demo_company();
    sentia.run(["report", "executive", "--out", "warm.pdf"]);
    println!("{:<14} {:>8} (bar 3 s)", "report", "seconds");
    for (kind, ..) in kinds() {
        let began = std::time::Instant::now();
        assert!(sentia.run(["report", kind.as_str(), "--out", &format!("{kind}.pdf")]).succeeded(), "{kind}");
        println!("{kind:<14} {:>8.2}", began.elapsed().as_secs_f64());
    }
}
