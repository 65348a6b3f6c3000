//! How often the answers are right. Cases stand in files: a person, questions, and what must come back, with the values
//! from SQL written by hand; code grades them, never a model. `sentia-evals run` prints the rates, `sentia-evals bench` how
//! long the semantic layer takes, `sentia-evals forecast` how good forecasts are, `sentia-evals incidents` how many troubles of
//! companies drawn at random are found and rightly explained, `sentia-evals maintenance` how many failures of
//! machines are foreseen, `sentia-evals pseudonyms` whether names stay in, `sentia-evals documents` how long documents and
//! reports take.

pub mod bench;
pub mod case;
pub mod documents;
pub mod grade;
pub mod incidents;
pub mod m3;
pub mod maintenance;
pub mod pseudonyms;
pub mod report;
pub mod run;
