use minijinja::{
    Environment, Error, ErrorKind, Value, context,
    syntax::SyntaxConfig,
    value::{Kwargs, Serde},
};
use serde_json::json;

use super::{Chat, Date, Family, Role, json::dump};
use crate::{
    ChatError,
    gguf::{self, Gguf},
    tokenizer::Tokenizer,
};

/// Steps that a template may take: those of models take some tens of thousands for long conversations.
const FUEL: u64 = 50_000_000;

/// The chat template of a model's file. A template that cannot be read is an error when it is used, not before: such a
/// model can still complete text.
#[derive(Debug, Clone)]
pub struct Template {
    source: String,
    bos: String,
    eos: String,
}

impl Template {
    pub(crate) fn read(gguf: &Gguf, tokenizer: &Tokenizer) -> Option<Self> {
        let source = gguf.value("tokenizer.chat_template").and_then(gguf::Value::text)?;
        let text = |token: Option<u32>| token.map(|token| tokenizer.text(token)).unwrap_or_default();
        Some(Self::new(source, &text(tokenizer.bos()), &text(tokenizer.eos())))
    }

    /// A template by its source (Jinja, as Hugging Face's transformers renders it), and the texts of the tokens that
    /// begin and end a sequence.
    pub fn new(source: &str, bos: &str, eos: &str) -> Self {
        Self { source: source.to_owned(), bos: bos.to_owned(), eos: eos.to_owned() }
    }

    /// How the model writes calls of tools.
    pub fn family(&self) -> Family {
        Family::of_template(&self.source)
    }

    /// The prompt of a conversation, up to where the assistant's reply begins. Encode it by
    /// [`Tokenizer::encode_prompt`](crate::Tokenizer::encode_prompt).
    pub fn render(&self, chat: &Chat) -> Result<String, ChatError> {
        let mut environment = Environment::new();
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        environment.set_syntax(syntax.map_err(|error| ChatError::Unparsable { detail: error.to_string() })?);
        environment.set_fuel(Some(FUEL));
        environment.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
        environment.add_filter("tojson", to_json);
        environment.add_function("raise_exception", raise_exception);
        if let Some(today) = chat.today {
            environment.add_function("strftime_now", move |format: String| today.format(&format));
        }
        let template = environment.template_from_str(&self.source);
        let template = template.map_err(|error| ChatError::Unparsable { detail: error.to_string() })?;
        let tools = (!chat.tools.is_empty()).then(|| tools(chat));
        let rendered = template.render(context! {
            messages => Serde(messages(chat)),
            tools => tools.map(Serde),
            add_generation_prompt => true,
            bos_token => self.bos.as_str(),
            eos_token => self.eos.as_str(),
        });
        rendered.map_err(|error| ChatError::Refused {
            detail: error.detail().map_or_else(|| error.to_string(), str::to_owned),
        })
    }
}

/// Messages as templates look at them: what OpenAI's API calls them.
fn messages(chat: &Chat) -> serde_json::Value {
    let messages = chat.messages.iter().map(|message| {
        let mut written = json!({"role": message.role, "content": message.content});
        if message.role == Role::Assistant && !message.calls.is_empty() {
            let calls = message.calls.iter().map(|call| {
                json!({"type": "function", "function": {"name": call.name, "arguments": call.arguments}})
            });
            written["tool_calls"] = calls.collect();
        }
        written
    });
    messages.collect()
}

fn tools(chat: &Chat) -> serde_json::Value {
    let tools = chat.tools.iter().map(|tool| {
        let function =
            json!({"name": tool.name, "description": tool.description, "parameters": tool.parameters});
        json!({"type": "function", "function": function})
    });
    tools.collect()
}

fn to_json(value: Value, options: Kwargs) -> Result<Value, Error> {
    let indent: Option<usize> = options.get("indent")?;
    // Others, such as ensure_ascii, change nothing that a model sees.
    let _: Result<(), Error> = options.assert_all_used();
    let written = dump(&value, indent);
    written
        .map(Value::from_safe_string)
        .map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))
}

fn raise_exception(message: String) -> Result<Value, Error> {
    Err(Error::new(ErrorKind::InvalidOperation, message))
}

impl Date {
    /// As `strftime` writes it, for the letters that templates use of a day.
    fn format(self, format: &str) -> String {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let month = MONTHS.get(usize::from(self.month.saturating_sub(1))).copied().unwrap_or_default();
        let (year, number, day) = (self.year, self.month, self.day);
        let mut out = String::new();
        let mut letters = format.chars();
        while let Some(letter) = letters.next() {
            if letter != '%' {
                out.push(letter);
                continue;
            }
            match letters.next() {
                Some('Y') => out.push_str(&year.to_string()),
                Some('m') => out.push_str(&format!("{number:02}")),
                Some('d') => out.push_str(&format!("{day:02}")),
                Some('B') => out.push_str(month),
                Some('b') => out.push_str(month.get(..3).unwrap_or_default()),
                Some(other) => out.extend(['%', other]),
                None => out.push('%'),
            }
        }
        out
    }
}
