mod forward;
mod memory;
mod shape;
mod weights;

use std::{
    fmt,
    path::Path,
    sync::{Arc, OnceLock},
};

use llguidance::ParserFactory;
use rayon::{ThreadPool, ThreadPoolBuilder};

pub(crate) use forward::{Network, ROWS, Rows, Scratch};
pub(crate) use shape::{Rotation, Shape};
pub(crate) use weights::Weights;

use crate::{
    LoadError,
    chat::Template,
    gguf::Gguf,
    kernels::{KvCache, Level},
    tokenizer::Tokenizer,
};

/// Which instructions of the processor are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Instructions {
    /// The best that it has.
    #[default]
    Best,
    /// No more than AVX2.
    Avx2,
    /// Those that every processor has: much slower, the same but for rounding.
    Portable,
}

/// How a model is loaded.
#[derive(Debug, Clone)]
pub struct Options {
    /// Threads that compute. One for each core of the machine is best; more only get in each other's way.
    pub threads: usize,
    /// Tokens that a conversation may hold, prompt and reply together. Cut to what the model was trained on.
    pub context: usize,
    /// Bytes of memory that may be used. Where `None`, what the system says is free (Linux; elsewhere nothing is
    /// checked).
    pub memory: Option<u64>,
    /// Keys and values in 32 bits rather than 16: twice the memory for the last digits.
    pub exact_cache: bool,
    pub instructions: Instructions,
}

impl Default for Options {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { threads, context: 8192, memory: None, exact_cache: false, instructions: Instructions::Best }
    }
}

/// A model in memory: weights, tokenizer and chat template. Shared by all its [sessions](crate::Session).
pub struct Model {
    network: Network,
    tokenizer: Tokenizer,
    template: Option<Template>,
    context: usize,
    exact_cache: bool,
    fingerprint: [u8; 32],
    pool: ThreadPool,
    /// Made when the first grammar is.
    grammars: OnceLock<Result<ParserFactory, String>>,
}

impl fmt::Debug for Model {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Model")
            .field("shape", &self.network.shape)
            .field("context", &self.context)
            .finish_non_exhaustive()
    }
}

impl Model {
    /// Reads a GGUF file. What it will need of memory is computed from its header, before the weights are read.
    pub fn load(path: &Path, options: &Options) -> Result<Arc<Self>, LoadError> {
        let level = Level::detect(options.instructions);
        let gguf = Gguf::open(path)?;
        let shape = Shape::read(&gguf)?;
        let context = options.context.min(shape.window).max(1);
        let needs = Self::needs(&gguf, &shape, context, options.exact_cache);
        if let Some(free) = options.memory.or_else(memory::free)
            && needs > free
        {
            return Err(LoadError::Memory { file: path.to_owned(), needs, free, context });
        }
        let tokenizer = Tokenizer::read(&gguf, shape.vocabulary)?;
        let template = Template::read(&gguf, &tokenizer);
        let threads = options.threads.max(1);
        let name = |thread| format!("local-llm-{thread}");
        let pool = ThreadPoolBuilder::new().num_threads(threads).thread_name(name).build();
        let pool = pool.map_err(|error| LoadError::Threads { threads, detail: error.to_string() })?;
        let weights = pool.install(|| Weights::read(&gguf, &shape))?;
        let network = Network { level, shape, weights };
        let (exact_cache, grammars) = (options.exact_cache, OnceLock::new());
        let fingerprint = *gguf.fingerprint(&[u8::from(exact_cache)])?.as_bytes();
        Ok(Arc::new(Self { network, tokenizer, template, context, exact_cache, fingerprint, pool, grammars }))
    }

    /// Bytes of memory that a file will need as the options say: weights, one full conversation, and what
    /// computing needs besides.
    pub fn memory_needed(path: &Path, options: &Options) -> Result<u64, LoadError> {
        let gguf = Gguf::open(path)?;
        let shape = Shape::read(&gguf)?;
        Ok(Self::needs(&gguf, &shape, options.context.min(shape.window).max(1), options.exact_cache))
    }

    fn needs(gguf: &Gguf, shape: &Shape, context: usize, exact_cache: bool) -> u64 {
        // The vocabulary in memory is about as large as the header is in the file.
        let words = 128 * shape.vocabulary as u64;
        [shape.cache_bytes(context, exact_cache), forward::scratch_bytes(shape), words]
            .into_iter()
            .fold(Weights::bytes(gguf, shape), u64::saturating_add)
    }

    pub fn tokenizer(&self) -> &Tokenizer {
        &self.tokenizer
    }

    /// The chat template of the file, where it has one.
    pub fn template(&self) -> Option<&Template> {
        self.template.as_ref()
    }

    /// Tokens that a session can hold.
    pub fn context(&self) -> usize {
        self.context
    }

    /// What no other file, or way to compute from it, has.
    pub(crate) fn fingerprint(&self) -> &[u8; 32] {
        &self.fingerprint
    }

    /// Empty keys and values for each layer.
    pub(crate) fn empty_cache(&self) -> Vec<KvCache> {
        (0..self.network.shape.layers).map(|_| KvCache::new(self.exact_cache)).collect()
    }

    pub(crate) fn shape(&self) -> &Shape {
        &self.network.shape
    }

    /// See [`Network::forward`].
    pub(crate) fn forward(
        &self,
        scratch: &mut Scratch,
        cache: &mut [KvCache],
        rows: Rows<'_>,
        logits: &mut [f32],
        goes_on: &(dyn Fn() -> bool + Sync),
    ) -> bool {
        self.pool.install(|| self.network.forward(scratch, cache, rows, logits, goes_on))
    }

    /// What makes grammars over this vocabulary.
    pub(crate) fn grammar_factory(self: &Arc<Self>) -> Result<&ParserFactory, String> {
        self.grammars.get_or_init(|| crate::generate::factory(self)).as_ref().map_err(Clone::clone)
    }
}
