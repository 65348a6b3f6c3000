//! What is out of the ordinary: [`stream`] watches a dense series value by value, [`batch`] finds the incidents of a series of
//! days, weeks or months, [`chart`] keeps a process under control limits and run rules.

pub mod batch;
pub mod chart;
pub mod stream;
