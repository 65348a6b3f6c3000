use std::collections::HashSet;

use jiff::civil::Date;
use sentia_semantic::{Catalogue, Dimension, MemberIndex};

use super::{
    BadDate, Candidate, LinkedCue, LinkedGrain, LinkedMeasure, LinkedPeriod, LinkedStatement, LinkedWindow,
    Links, Quality,
    cover::{Claim, Mention, best_cover},
    cues::{Cue, CueBook, FoundCue, Topic},
    dimensions::{add_dimensions, prefixes},
    english::English,
    leftover::{is_content, join},
    measures::{MeasureWords, add_measures},
    member_names::MemberNames,
    members::{DimensionHit, Surroundings, members, partly_named, same_named_member},
    numbers::{amount_at, number_at},
    phrasebook::{Hit, Phrasebook},
    reading::Reading,
    roles,
    spelling::stem,
    statements::{add_statements, statement_mentions},
    text::atoms,
    time::{Found, Now, TimeMeaning, grain_at, time_at},
    windows::{FoundWindow, window_at},
};

/// Finds the catalogue's names in questions. Made once for a catalogue.
#[derive(Debug)]
pub struct Linker {
    book: Phrasebook,
    measure_words: MeasureWords,
    measures: Vec<String>,
    dimensions: Vec<Dimension>,
    /// See [`Surroundings::prefixes`].
    prefixes: Vec<(String, String)>,
    statements: Vec<String>,
    english: English,
    cues: CueBook,
    /// Words of the catalogue's descriptions: no misspellings, though no names.
    described: HashSet<String>,
    fiscal_start: i8,
}

impl Linker {
    pub fn new(catalogue: &Catalogue) -> Self {
        let mut book = Phrasebook::default();
        let english = English::new();
        let measure_words = add_measures(catalogue, &mut book, &english);
        add_dimensions(catalogue, &mut book, u32::try_from(catalogue.measures.len()).unwrap_or(u32::MAX));
        add_statements(catalogue, &mut book, catalogue.measures.len() + catalogue.dimensions.len());
        Linker {
            book,
            measure_words,
            measures: catalogue.measures.iter().map(|measure| measure.id.clone()).collect(),
            dimensions: catalogue.dimensions.clone(),
            prefixes: prefixes(catalogue),
            statements: catalogue.statements.iter().map(|statement| statement.id.clone()).collect(),
            english,
            cues: CueBook::new(),
            described: described_words(catalogue),
            fiscal_start: catalogue.fiscal_year_start,
        }
    }

    /// The names of members, ready to be found: those that the asking person may see, and (to recognise a question about
    /// them, never to show them) those `known` to the company. Made once for each scope.
    pub fn names(
        &self,
        catalogue: &Catalogue,
        visible: &MemberIndex,
        known: Option<&MemberIndex>,
    ) -> MemberNames {
        let is_name = |stem: &str| self.book.vocabulary.get(stem).is_some();
        MemberNames::build(catalogue, visible, known, &self.english, &is_name)
    }

    /// What the words of a question are. Never fails; only the first part of a very long question is read.
    pub fn link(&self, question: &str, names: &MemberNames, today: Date) -> Links {
        let known = |word: &str| self.described.contains(word);
        let reading = Reading::new(question, &self.book, &names.book, &self.english, &known);
        let now = Now { today, fiscal_start: self.fiscal_start };
        let mentions = self.mentions(&reading, names, now);
        let mut taken = Taken { reading: &reading, covered: vec![false; reading.atoms.len()], mentions };
        taken.mark();
        let mut cues = self.cues.find(&reading, &|at| taken.is_free(at));
        cues.extend(taken.mentions.iter().filter_map(claimed_cue));
        cues.sort_by_key(|cue| cue.from);
        self.add_partly_named(&mut taken, names, &cues, now);
        self.assemble(&taken, names, &cues)
    }

    fn mentions(&self, reading: &Reading<'_>, names: &MemberNames, now: Now) -> Vec<Mention> {
        let hits = self.names_that_are_no_wishes(reading);
        let dimensions = self.dimension_hits(reading, &hits);
        let times: Vec<Mention> =
            (0..reading.atoms.len()).flat_map(|at| time_mentions(reading, at, now)).collect();
        let is_other_name = |from, to| {
            hits.iter().any(|hit| hit.from == from && hit.to == to && !hit.corrected && hit.score > 0.8)
        };
        let is_time = |at| {
            times.iter().any(|time| {
                time.from == at && matches!(time.claim, Claim::Time(_) | Claim::Grain(..) | Claim::Window(_))
            })
        };
        let around = Surroundings {
            reading,
            names,
            dimensions: &dimensions,
            prefixes: &self.prefixes,
            is_other_name: &is_other_name,
            is_time: &is_time,
        };
        let mut mentions = members(&around);
        let measures = self.measure_mentions(reading, &hits);
        mentions.extend(either_member_or_measure(&around, &measures));
        mentions.extend(measures);
        mentions.extend(dimension_mentions(reading, &dimensions));
        let first = self.measures.len() + self.dimensions.len();
        mentions.extend(statement_mentions(&hits, &self.statements, first));
        mentions.extend(times);
        // "5% of revenue" is a number, "percent of revenue" a share.
        let is_of_number = |at: usize| at > 0 && reading.atoms[at - 1].digits > 0;
        let cues = (0..reading.atoms.len()).filter(|at| !is_of_number(*at));
        let cues = cues.filter_map(|at| self.cues.beside_names(reading, at));
        mentions.extend(cues.map(|cue| Mention {
            from: cue.from,
            to: cue.to,
            score: 0.95,
            claim: Claim::Cue(cue.cue),
        }));
        let amounts = (0..reading.atoms.len()).filter(|at| reading.atoms[*at].digits > 0);
        mentions.extend(amounts.filter(|at| self.cues.bounds(reading, *at)).filter_map(|from| {
            let (to, _) = number_at(reading, from)?;
            Some(Mention { from, to, score: 1.0, claim: Claim::Amount })
        }));
        mentions.extend((0..reading.atoms.len()).filter_map(|from| {
            let to = amount_at(reading, from)?;
            Some(Mention { from, to, score: 1.0, claim: Claim::Amount })
        }));
        best_cover(mentions)
    }

    /// The catalogue's names, without the word "forecast" beside a measure: "forecast revenue", "revenue forecast" are
    /// wishes, though the word alone is a name too.
    fn names_that_are_no_wishes<'a>(&'a self, reading: &Reading<'_>) -> Vec<Hit<'a>> {
        let mut hits: Vec<Hit<'_>> = (0..reading.atoms.len())
            .flat_map(|at| self.book.hits_at(&reading.atoms, &reading.catalogue, at))
            .collect();
        let is_wish = |hit: &Hit<'_>| self.cues.is_topic(reading, hit.from, hit.to, Topic::Forecast);
        let is_small = |at: usize| matches!(reading.word(at), "for" | "of" | "the" | "our" | "my");
        let is_beside = |wish: usize, other: &Hit<'_>| {
            other.to == wish || other.from > wish && (wish + 1..other.from).all(is_small)
        };
        let is_measure = |hit: &Hit<'_>| (hit.phrase.owner as usize) < self.measures.len() && !is_wish(hit);
        let is_asked_for = |wish: usize| hits.iter().any(|other| is_measure(other) && is_beside(wish, other));
        let wishes: Vec<usize> =
            hits.iter().filter(|hit| is_wish(hit) && is_asked_for(hit.from)).map(|hit| hit.from).collect();
        hits.retain(|hit| !(is_wish(hit) && wishes.contains(&hit.from)));
        hits
    }

    fn dimension_hits(&self, reading: &Reading<'_>, hits: &[Hit<'_>]) -> Vec<DimensionHit> {
        let dimension = |hit: &Hit<'_>| {
            let index = (hit.phrase.owner as usize).checked_sub(self.measures.len())?;
            let dimension = self.dimensions.get(index)?;
            Some(DimensionHit {
                from: hit.from,
                to: hit.to,
                id: dimension.id.clone(),
                searchable: dimension.searchable,
                score: hit.score,
                quality: hit.quality(),
            })
        };
        hits.iter().filter(|hit| !is_unit_of_time(reading, hit)).filter_map(dimension).collect()
    }

    fn measure_mentions(&self, reading: &Reading<'_>, hits: &[Hit<'_>]) -> Vec<Mention> {
        let mut mentions: Vec<Mention> = Vec::new();
        let is_verb = |hit: &&Hit<'_>| matches!(reading.word(hit.to), "us" | "me") && hit.to == hit.from + 1; // "what costs us most"
        for hit in hits.iter().filter(|hit| !is_verb(hit)) {
            let Some(id) = self.measures.get(hit.phrase.owner as usize) else { continue };
            let candidate = Candidate { id: id.clone(), score: hit.score, quality: hit.quality() };
            match mentions.iter_mut().find(|mention| mention.from == hit.from && mention.to == hit.to) {
                Some(Mention { claim: Claim::Measure(candidates), score, .. }) => {
                    add_candidate(candidates, candidate);
                    *score = score.max(hit.score);
                }
                _ => mentions.push(Mention {
                    from: hit.from,
                    to: hit.to,
                    score: hit.score,
                    claim: Claim::Measure(vec![candidate]),
                }),
            }
        }
        for mention in &mut mentions {
            if let Claim::Measure(candidates) = &mut mention.claim {
                keep_best(candidates);
            }
        }
        mentions
    }

    /// Parts of names in the words that no whole name claimed.
    fn add_partly_named(&self, taken: &mut Taken<'_>, names: &MemberNames, cues: &[FoundCue], now: Now) {
        let reading = taken.reading;
        let in_cue = |at: usize| cues.iter().any(|cue| cue.from <= at && at < cue.to);
        let mut at = 0;
        while at < reading.atoms.len() {
            let is_open = |at: usize| taken.is_free(at) && !in_cue(at);
            let longest =
                (at..reading.atoms.len()).take_while(|next| is_open(*next) && *next < at + 6).count();
            match (1..=longest)
                .rev()
                .find_map(|length| self.partly_named(reading, names, at, at + length, now))
            {
                Some(mention) => {
                    at = mention.to;
                    taken.add(mention);
                }
                None => at += 1,
            }
        }
        taken.drop_parts_beside_unknown_words(&self.english, &in_cue);
        taken.mentions.sort_by_key(|mention| mention.from);
    }

    fn partly_named(
        &self,
        reading: &Reading<'_>,
        names: &MemberNames,
        from: usize,
        to: usize,
        now: Now,
    ) -> Option<Mention> {
        if matches!(reading.word(to), "us" | "me") && to == from + 1 {
            return None; // a verb: "what costs us most"
        }
        let words: Option<Vec<u32>> =
            reading.catalogue.words.get(from..to)?.iter().map(|seen| seen.map(|seen| seen.word)).collect();
        let measures = words
            .filter(|words| words.iter().all(|word| self.measure_words.knows(*word)))
            .map(|words| self.measure_words.holding(&words));
        if let Some(candidates) = measures.filter(|candidates| !candidates.is_empty()) {
            return Some(Mention { from, to, score: candidates[0].score, claim: Claim::Measure(candidates) });
        }
        let says_something =
            (from..to).any(|at| !self.english.is_word(reading.word(at)) && reading.atoms[at].digits == 0);
        let is_catalogue_word = (from..to)
            .any(|at| reading.catalogue.words[at].is_some_and(|seen| self.measure_words.knows(seen.word)));
        if !says_something || (is_catalogue_word && to == from + 1) || time_at(reading, from, now).is_some() {
            return None;
        }
        let nothing = |_: usize, _: usize| false;
        let never = |_: usize| false;
        let around = Surroundings {
            reading,
            names,
            dimensions: &[],
            prefixes: &[],
            is_other_name: &nothing,
            is_time: &never,
        };
        partly_named(&around, from, to)
    }

    fn assemble(&self, taken: &Taken<'_>, names: &MemberNames, cues: &[FoundCue]) -> Links {
        let reading = taken.reading;
        let mut links =
            Links { words: reading.atoms.len(), truncated: reading.truncated, ..Links::default() };
        for mention in &taken.mentions {
            add_link(&mut links, reading, mention);
        }
        self.add_alternatives(&mut links, reading);
        self.add_implied_measure(&mut links, reading, &taken.mentions);
        roles::dimensions(&mut links, taken, cues);
        roles::members(&mut links, taken, cues);
        roles::drivers(&mut links, reading, cues);
        let mut numbers = Vec::new();
        let mut at = 0;
        while at < reading.atoms.len() {
            match number_at(reading, at).filter(|(to, _)| taken.is_number(at, *to)) {
                Some((to, number)) => {
                    numbers.push((at, to, number));
                    at = to;
                }
                None => at += 1,
            }
        }
        roles::numbers(&mut links, taken, cues, numbers, names);
        links.leftover = self.leftover(taken, cues, &links);
        links.cues =
            cues.iter().map(|cue| LinkedCue { span: reading.span(cue.from, cue.to), cue: cue.cue }).collect();
        links
    }

    /// Other measures that hold the words by which a measure was named.
    fn add_alternatives(&self, links: &mut Links, reading: &Reading<'_>) {
        for measure in &mut links.measures {
            let atoms = (0..reading.atoms.len()).filter(|at| measure.span.contains(reading.atoms[*at].span));
            let words: Vec<u32> =
                atoms.filter_map(|at| reading.catalogue.words[at].map(|seen| seen.word)).collect();
            let known =
                |candidate: &Candidate| measure.candidates.iter().any(|known| known.id == candidate.id);
            measure.alternatives = self
                .measure_words
                .holding_all(&words)
                .into_iter()
                .filter(|candidate| !known(candidate))
                .collect();
        }
    }

    /// Where no measure is named but in the name of a dimension ("top downtime reasons"), that one is meant.
    fn add_implied_measure(&self, links: &mut Links, reading: &Reading<'_>, dimensions: &[Mention]) {
        if !links.measures.is_empty() {
            return;
        }
        let inside = dimensions
            .iter()
            .filter(|mention| matches!(mention.claim, Claim::Dimension(_)) && mention.to > mention.from + 1);
        let hits: Vec<Hit<'_>> = inside
            .flat_map(|mention| {
                (mention.from..mention.to)
                    .flat_map(|at| self.book.hits_at(&reading.atoms, &reading.catalogue, at))
                    .filter(|hit| hit.to <= mention.to)
            })
            .collect();
        let longest =
            self.measure_mentions(reading, &hits).into_iter().max_by_key(|mention| mention.to - mention.from);
        if let Some(Mention { from, to, claim: Claim::Measure(candidates), .. }) = longest {
            let span = reading.span(from, to);
            links.measures.push(LinkedMeasure {
                span,
                candidates,
                alternatives: Vec::new(),
                with_drivers: false,
                implied: true,
            });
        }
    }

    fn leftover(&self, taken: &Taken<'_>, cues: &[FoundCue], links: &Links) -> Vec<(super::Span, String)> {
        let reading = taken.reading;
        let in_cue = |at: usize| cues.iter().any(|cue| cue.from <= at && at < cue.to);
        let in_number =
            |at: usize| links.numbers.iter().any(|number| number.span.contains(reading.atoms[at].span));
        let content: Vec<usize> = (0..reading.atoms.len())
            .filter(|at| {
                taken.is_free(*at)
                    && !in_cue(*at)
                    && !in_number(*at)
                    && is_content(reading, &self.english, *at)
            })
            .collect();
        join(reading, &content)
    }
}

/// The mentions that were taken, and the atoms they cover.
pub(crate) struct Taken<'a> {
    pub(crate) reading: &'a Reading<'a>,
    covered: Vec<bool>,
    pub(crate) mentions: Vec<Mention>,
}

impl Taken<'_> {
    pub(crate) fn is_free(&self, at: usize) -> bool {
        self.covered.get(at).is_some_and(|covered| !covered)
    }

    /// Whether atoms that make a number are free to be one.
    fn is_number(&self, from: usize, to: usize) -> bool {
        let is_amount = |mention: &Mention| mention.from == from && matches!(mention.claim, Claim::Amount);
        self.mentions.iter().any(is_amount) || (from..to).all(|at| self.is_free(at))
    }

    fn mark(&mut self) {
        for mention in &self.mentions {
            self.covered[mention.from..mention.to].fill(true);
        }
    }

    fn add(&mut self, mention: Mention) {
        self.covered[mention.from..mention.to].fill(true);
        self.mentions.push(mention);
    }

    /// A part of a name right beside an unknown word is no part of a name: the "net" of "net promoter score".
    fn drop_parts_beside_unknown_words(&mut self, english: &English, in_cue: &dyn Fn(usize) -> bool) {
        let reading = self.reading;
        let covered = self.covered.clone();
        let is_unknown = |at: usize| {
            covered.get(at) == Some(&false)
                && !in_cue(at)
                && is_content(reading, english, at)
                && reading.atoms[at].digits == 0
        };
        let (kept, dropped): (Vec<Mention>, Vec<Mention>) =
            std::mem::take(&mut self.mentions).into_iter().partition(|mention| {
                let beside = is_unknown(mention.to) || mention.from.checked_sub(1).is_some_and(is_unknown);
                !(is_partial(mention) && beside)
            });
        self.mentions = kept;
        for mention in dropped {
            self.covered[mention.from..mention.to].fill(false);
        }
    }
}

fn is_partial(mention: &Mention) -> bool {
    match &mention.claim {
        Claim::Measure(candidates) => {
            candidates.iter().all(|candidate| candidate.quality == Quality::Partial)
        }
        Claim::Members(entries) => entries
            .iter()
            .flat_map(|entry| &entry.candidates)
            .any(|candidate| candidate.quality == Quality::Partial),
        _ => false,
    }
}

fn claimed_cue(mention: &Mention) -> Option<FoundCue> {
    match mention.claim {
        Claim::Cue(cue) => Some(FoundCue { from: mention.from, to: mention.to, cue }),
        _ => None,
    }
}

/// "spend on electricity", where electricity is an account and a measure.
fn either_member_or_measure(around: &Surroundings<'_>, measures: &[Mention]) -> Vec<Mention> {
    let reading = around.reading;
    let follows_a_measure = |mention: &&Mention| {
        let before = mention
            .from
            .checked_sub(1)
            .filter(|at| matches!(reading.word(*at), "on" | "for" | "to" | "from"));
        before.is_some_and(|before| measures.iter().any(|measure| measure.to == before))
    };
    let either = |mention: &Mention| {
        let Claim::Measure(candidates) = &mention.claim else { return None };
        let entry = same_named_member(around, mention.from, mention.to)?;
        let claim = Claim::MemberOrMeasure(entry, candidates.clone());
        Some(Mention { from: mention.from, to: mention.to, score: mention.score, claim })
    };
    measures.iter().filter(follows_a_measure).filter_map(either).collect()
}

fn add_candidate(candidates: &mut Vec<Candidate>, new: Candidate) {
    match candidates.iter_mut().find(|candidate| candidate.id == new.id) {
        Some(known) if known.score >= new.score => {}
        Some(known) => *known = new,
        None => candidates.push(new),
    }
}

/// Best first; only those recognised in the best way.
fn keep_best(candidates: &mut Vec<Candidate>) {
    candidates.sort_by(|one, other| other.quality.cmp(&one.quality).then(other.score.total_cmp(&one.score)));
    let Some(best) = candidates.first().cloned() else { return };
    candidates.retain(|candidate| candidate.quality == best.quality && candidate.score >= best.score - 0.06);
}

fn time_mentions(reading: &Reading<'_>, at: usize, now: Now) -> Vec<Mention> {
    let time = time_at(reading, at, now).map(|(to, found)| Mention {
        from: at,
        to,
        score: 1.0,
        claim: Claim::Time(found),
    });
    let grain = grain_at(reading, at).map(|(to, grain, asked)| Mention {
        from: at,
        to,
        score: 1.0,
        claim: Claim::Grain(grain, asked),
    });
    let window = window_at(reading, at).map(|(to, window)| Mention {
        from: at,
        to,
        score: 1.0,
        claim: Claim::Window(window),
    });
    time.into_iter().chain(grain).chain(window).collect()
}

/// "downtime hours by line", "how many hours": what time is counted in, and no hour of the day.
fn is_unit_of_time(reading: &Reading<'_>, hit: &Hit<'_>) -> bool {
    let is_alone =
        hit.to == hit.from + 1 && matches!(reading.word(hit.from), "hours" | "hrs" | "minutes" | "days");
    let is_asked = hit.from > 0 && matches!(reading.word(hit.from - 1), "which" | "what");
    is_alone && !is_asked && !is_split_by(reading, hit.from)
}

/// Whether the word before asks for a split by what begins here.
fn is_split_by(reading: &Reading<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| reading.word(before));
    before.is_some_and(|word| matches!(word, "by" | "per" | "each" | "every" | "across"))
}

/// One mention for each run of words that are dimensions; right after "by" and the like they come before measures.
fn dimension_mentions(reading: &Reading<'_>, hits: &[DimensionHit]) -> Vec<Mention> {
    let mut mentions: Vec<Mention> = Vec::new();
    for hit in hits {
        let candidate = Candidate { id: hit.id.clone(), score: hit.score, quality: hit.quality };
        match mentions.iter_mut().find(|mention| mention.from == hit.from && mention.to == hit.to) {
            Some(Mention { claim: Claim::Dimension(candidates), score, .. }) => {
                add_candidate(candidates, candidate);
                *score = score.max(hit.score);
            }
            _ => mentions.push(Mention {
                from: hit.from,
                to: hit.to,
                score: hit.score,
                claim: Claim::Dimension(vec![candidate]),
            }),
        }
    }
    for mention in &mut mentions {
        if let Claim::Dimension(candidates) = &mut mention.claim {
            candidates.sort_by(|one, other| {
                other.score.total_cmp(&one.score).then(other.quality.cmp(&one.quality))
            });
        }
        if is_split_by(reading, mention.from) {
            mention.score += 0.2;
        }
    }
    mentions
}

fn add_link(links: &mut Links, reading: &Reading<'_>, mention: &Mention) {
    let span = reading.span(mention.from, mention.to);
    match &mention.claim {
        Claim::Measure(candidates) => {
            links.measures.push(LinkedMeasure {
                span,
                candidates: candidates.clone(),
                alternatives: Vec::new(),
                with_drivers: false,
                implied: false,
            });
        }
        Claim::Statement(ids) => links.statements.push(LinkedStatement { span, ids: ids.clone() }),
        Claim::Grain(grain, asked_for) => {
            links.grains.push(LinkedGrain { span, grain: *grain, asked_for: *asked_for })
        }
        Claim::Cue(_) | Claim::Amount => {}
        Claim::Window(FoundWindow { grain, buckets, is_average }) => links.windows.push(LinkedWindow {
            span,
            grain: *grain,
            buckets: *buckets,
            is_average: *is_average,
        }),
        Claim::Time(Found::Period { spec, ends, assumed }) => links.periods.push(LinkedPeriod {
            span,
            meaning: TimeMeaning::Period(spec.clone()),
            ends: ends.clone(),
            assumed: assumed.clone(),
        }),
        Claim::Time(Found::Against(against, grain)) => {
            links.periods.push(LinkedPeriod {
                span,
                meaning: TimeMeaning::Against(*against, *grain),
                ends: None,
                assumed: None,
            });
        }
        Claim::Time(Found::Bad { what, because, nearest }) => {
            links.bad_dates.push(BadDate {
                span,
                what: what.clone(),
                because: because.clone(),
                nearest: nearest.clone(),
            });
        }
        Claim::Dimension(_) | Claim::Members(_) | Claim::MemberOrMeasure(..) => {} // their part in the question is told from what stands around them
    }
}

/// Every word of the descriptions, and its stem.
fn described_words(catalogue: &Catalogue) -> HashSet<String> {
    let of_measures = catalogue.measures.iter().map(|measure| measure.description.as_str());
    let of_dimensions = catalogue.dimensions.iter().map(|dimension| dimension.description.as_str());
    let mut words = HashSet::new();
    for text in of_measures.chain(of_dimensions) {
        for atom in atoms(text).0 {
            words.insert(stem(&atom.text));
            words.insert(atom.text);
        }
    }
    words
}

/// Whether a cue of this kind ends right before an atom.
pub(crate) fn cue_before(cues: &[FoundCue], at: usize, is: impl Fn(Cue) -> bool) -> Option<&FoundCue> {
    cues.iter().find(|cue| cue.to == at && is(cue.cue))
}
