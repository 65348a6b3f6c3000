use std::{
    ops::ControlFlow,
    sync::{Arc, atomic::AtomicBool},
};

use sentia_local_llm::{GenerateError, Instructions, Model, Options, Sampling, Session, Settings, Stop};

use crate::support::{Kind, Plan};

/// A model of random weights, in memory.
pub(crate) fn model(plan: &Plan) -> Arc<Model> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.gguf");
    plan.write(&path);
    Model::load(&path, &Options { threads: 2, ..Options::default() }).unwrap()
}

fn random(seed: u64) -> Settings<'static> {
    let sampling = Sampling::Random { temperature: 1.0, top_p: 0.95, seed };
    Settings { sampling, budget: 60, ..Settings::default() }
}

fn ignore(_: &str) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[test]
fn what_is_known_is_not_computed_again_and_changes_nothing() {
    let model = model(&Plan::tiny("llama", Kind::Q4K));
    let prompt =
        model.tokenizer().encode_prompt("The scrap rate of line 3 was 4.2 percent. ".repeat(12).as_str());
    let other = [&prompt[..prompt.len() - 5], &[9, 8, 7][..]].concat();
    let mut session = Session::new(&model);
    let first = session.generate(&prompt, &random(1), &mut ignore).unwrap();
    let second = session.generate(&other, &random(1), &mut ignore).unwrap();
    assert_eq!((first.reused, second.reused), (0, prompt.len() - 5));
    let alone = Session::new(&model).generate(&other, &random(1), &mut ignore).unwrap();
    assert_eq!((&second.text, &second.tokens), (&alone.text, &alone.tokens));
}

#[test]
fn the_portable_arithmetic_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.gguf");
    for kind in Kind::ALL {
        Plan::tiny("qwen3", kind).write(&path);
        let options = Options { threads: 1, ..Options::default() };
        let [best, portable] = [Instructions::Best, Instructions::Portable]
            .map(|instructions| Model::load(&path, &Options { instructions, ..options.clone() }))
            .map(Result::unwrap);
        let prompt: Vec<u32> = (0..20).map(|place| place * 37 % 800).collect();
        let [best, portable] =
            [best, portable].map(|model| Session::new(&model).evaluate(&prompt).unwrap().to_vec());
        // Another order of sums can round what is quantised the other way, here and there.
        let allowed = if matches!(kind, Kind::F32 | Kind::F16 | Kind::BF16) { 0.005 } else { 0.05 };
        let apart = best.iter().zip(&portable).map(|(one, other)| (one - other).abs()).fold(0.0, f32::max);
        assert!(apart < allowed, "{kind:?}: {apart}");
    }
}

#[test]
fn the_same_seed_gives_the_same_reply_and_another_another() {
    let model = model(&Plan::tiny("qwen2", Kind::Q8_0));
    let prompt = model.tokenizer().encode_prompt("What was the OEE");
    let reply = |seed| Session::new(&model).generate(&prompt, &random(seed), &mut ignore).unwrap().tokens;
    assert_eq!(reply(1), reply(1));
    assert_ne!(reply(1), reply(2));
}

#[test]
fn text_comes_in_pieces_that_are_the_whole() {
    let model = model(&Plan::tiny("llama", Kind::Q4_0));
    let prompt = model.tokenizer().encode_prompt("什么");
    for seed in 0..20 {
        let mut pieces = String::new();
        let reply = Session::new(&model).generate(&prompt, &random(seed), &mut |piece| {
            pieces.push_str(piece);
            ControlFlow::Continue(())
        });
        let reply = reply.unwrap();
        assert_eq!(pieces, reply.text);
        assert_eq!(reply.text, model.tokenizer().decode(&reply.tokens));
        assert!(reply.tokens.len() == 60 || reply.stop == Stop::End, "{reply:?}");
    }
}

#[test]
fn a_reply_can_be_cancelled_at_any_token() {
    let model = model(&Plan::tiny("llama", Kind::Q4_0));
    let prompt = model.tokenizer().encode_prompt("stop");
    let mut session = Session::new(&model);
    let mut said = 0;
    let reply = session.generate(&prompt, &random(1), &mut |_| {
        said += 1;
        if said == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!((reply.unwrap().stop, said), (Stop::Cancelled, 3));
    let cancel = AtomicBool::new(true);
    let settings = Settings { cancel: Some(&cancel), ..random(1) };
    let reply = session.generate(&[1, 2, 3], &settings, &mut ignore).unwrap();
    assert_eq!((reply.stop, reply.tokens.len()), (Stop::Cancelled, 0));
    // The session can still be used.
    let settings = random(1);
    let again = session.generate(&prompt, &settings, &mut ignore).unwrap();
    assert_eq!(again.tokens, Session::new(&model).generate(&prompt, &settings, &mut ignore).unwrap().tokens);
}

#[test]
fn what_does_not_fit_is_refused_and_what_fills_the_window_stops() {
    let model = model(&Plan { window: 64, ..Plan::tiny("llama", Kind::Q8_0) });
    let mut session = Session::new(&model);
    let error = session.evaluate(&[5; 65]).unwrap_err();
    assert!(matches!(error, GenerateError::TooLong { tokens: 65, window: 64 }), "{error}");
    assert!(matches!(session.evaluate(&[]), Err(GenerateError::Empty)));
    assert!(matches!(session.evaluate(&[1 << 20]), Err(GenerateError::UnknownToken { .. })));
    for seed in 0..10 {
        let reply =
            session.generate(&[5; 40], &Settings { budget: 1000, ..random(seed) }, &mut ignore).unwrap();
        assert!(
            reply.stop == Stop::End || (reply.stop == Stop::Window && reply.tokens.len() == 24),
            "{reply:?}"
        );
    }
}

#[test]
fn weights_that_are_not_numbers_are_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.gguf");
    for kind in [Kind::F32, Kind::Q8_0, Kind::Q4K] {
        let plan = Plan::tiny("llama", kind);
        plan.write(&path);
        let mut bytes = std::fs::read(&path).unwrap();
        // Every scale of the last tensors but the norm, among other things.
        let from = bytes.len() - bytes.len() / 4;
        bytes[from..].fill(0xff);
        std::fs::write(&path, bytes).unwrap();
        let model = Model::load(&path, &Options { threads: 1, ..Options::default() }).unwrap();
        let error = Session::new(&model).generate(&[1, 2, 3], &random(1), &mut ignore).unwrap_err();
        assert!(matches!(error, GenerateError::NotFinite), "{error}");
    }
}

#[test]
fn a_prefix_comes_back_from_its_file_unless_it_is_damaged_or_anothers() {
    let plan = Plan::tiny("llama", Kind::Q4K);
    let first = model(&plan);
    let prompt = first.tokenizer().encode_prompt("You answer questions about a plant. ".repeat(20).as_str());
    let folder = tempfile::tempdir().unwrap();
    let mut session = Session::new(&first);
    let reply = session.generate(&prompt, &random(1), &mut ignore).unwrap();
    let kept = prompt.len() / 16 * 16;
    assert_eq!(session.save_prefix(folder.path(), &prompt).unwrap(), kept);
    assert_eq!(session.save_prefix(folder.path(), &[7; 32]).unwrap(), 0);
    // The same file loaded again, as after a start.
    let again = model(&plan);
    let mut session = Session::new(&again);
    assert_eq!(session.load_prefix(folder.path(), &prompt).unwrap(), kept);
    let warm = session.generate(&prompt, &random(1), &mut ignore).unwrap();
    assert_eq!((warm.reused, &warm.tokens), (kept.min(prompt.len() - 1), &reply.tokens));
    let other = model(&Plan { seed: 2, ..plan });
    assert_eq!(Session::new(&other).load_prefix(folder.path(), &prompt).unwrap(), 0);
    let path = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    let whole = std::fs::read(&path).unwrap();
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    for damaged in [&whole[..whole.len() - 9], &changed[..], &[]] {
        std::fs::write(&path, damaged).unwrap();
        assert_eq!(Session::new(&again).load_prefix(folder.path(), &prompt).unwrap(), 0);
    }
}

#[test]
fn rows_computed_together_are_those_computed_one_by_one() {
    for kind in Kind::ALL {
        let model = model(&Plan::tiny("llama", kind));
        let tokens: Vec<u32> = (0..160).map(|place| place * 7919 % 800).collect();
        let mut single = Session::new(&model);
        for length in 1..=tokens.len() {
            let one = single.evaluate(&tokens[..length]).unwrap().to_vec();
            if length % 37 == 0 {
                let mut whole = Session::new(&model);
                assert!(whole.evaluate(&tokens[..length]).unwrap() == one, "{kind:?}, {length} tokens");
                for rows in [2, 3, 5, 9] {
                    let mut parted = Session::new(&model);
                    parted.evaluate(&tokens[..length - rows]).unwrap();
                    let last = parted.evaluate(&tokens[..length]).unwrap();
                    assert!(last == one, "{kind:?}, {length} tokens, the last {rows} together");
                }
            }
        }
    }
}
