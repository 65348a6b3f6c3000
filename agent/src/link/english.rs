//! Everyday English that is no name of anything: what may be passed over in a question, and what is never a misspelling.

use std::collections::HashSet;

use super::cue_phrases::PHRASES;

/// Words that carry no subject: passed over when nothing claims them.
const FILLER: &str = "
a an the this that these those it its they them their there here he she him her his
i me my mine we us our ours you your yours myself ourselves
am is are was were be been being do does did doing done have has had having can could may might must shall should will
would wont cant dont doesnt didnt isnt arent wasnt werent hasnt havent couldnt wouldnt shouldnt im ive id ill youre were
weve theyre lets let not no yes yeah yep nope ok okay
of in on at to for from by with within without into onto out up down off over under about across along around through
during between among amongst per via as than then so if and or nor but also too both either neither each every any some
all most more much many less few fewer several such same other another one ones else only just even still yet already
again very really quite rather pretty somewhat almost nearly roughly approximately approx about circa exactly precisely
what whats which who whom whose when where why how hows whos whatever whichever however
show showing shown give given gives giving tell telling told see seen seeing look looking looked looks like
get getting got gets find finding found bring pull fetch list display present report reporting reported run running runs
calculate compute work worked works working break broken breakdown breaking split splitting cut drill
want wanted wants need needed needs know knowing known wonder wondering think thinking mean means meant say said says ask
asked asking question questions answer answers check checking checked please pls plz thanks thank kindly hi hello hey
happen happened happening happens go going goes went gone come came comes coming do doing make making makes take taking
taken took keep kept put seem seems seemed become became stand stands stood
perform performing performed performance performances doing fare faring fared track tracking tracked
figure figures number numbers data datum info information detail details detailed result results value values level levels
stat stats statistic statistics reading readings metric metrics measure measures measured measurement measurements kpi kpis indicator
indicators total totals overall sum summed amount amounts aggregate aggregated average averages averaged avg mean actual
actuals actually current currently latest recent recently present now today moment time times period periods date dates
quick quickly fast simple simply short brief briefly summary summarise summarize overview picture view views snapshot status update
situation story high higher highest low lower lowest big bigger biggest large larger largest small smaller smallest good
better best bad worse worst top bottom main major minor key important
row rows column columns table tables chart charts graph graphs plot plotted bar line list lists ranking ranked rank order
ordered sort sorted
against versus vs compare compared comparing comparison comparisons difference differences different relative change changed
changes changing up-to-date so far
way ways kind kinds type sort case cases thing things stuff bit lot lots bunch set sets part parts place places
percent percentage rate rates ratio ratios
right wrong true sure possible available exist exists existing
company companys business group firm organisation organization enterprise wide whole entire everything everyone everybody everywhere anything
something nothing
hey folks team guys mate sir madam dear colleagues
year years month months week weeks day days quarter quarters hour hours
morning afternoon evening tonight long end ends buy buys buying due owing because first second
";

/// Words that do name a subject, though never one of ours by a slip of the keyboard. They block an answer; they are not
/// corrected into a name that they happen to resemble.
const ORDINARY: &str = "
before after beforehand afterwards until unless while whilst upon
weather joke jokes poem song story movie film football cricket match game recipe capital president minister war election
news stock-market bitcoin crypto translate translation email mail message letter call phone meeting calendar remind reminder
password login account accounts user users holiday holidays vacation birthday christmas easter
competitor competitors competition market markets share brand brands industry benchmark benchmarks world country
employee employees staff worker workers manager managers boss director directors chief person people human humans
satisfaction happiness morale engagement sentiment opinion feedback survey promoter churn retention loyalty
strap scrape script scrip strip shirt shirts sift light might right sight fight tight flight bright
field fields shield wield build built child mild wild
coat coats cast casts host most post lost ghost cause causes course courses source sources
safe sane save saves saved sake sales male tale scale state states stage page wage wages
stack stuck stick shock block clock knock rock sock
lead leads leader leading read reads need seeds deeds feed feeds heed bleed breed speed
live lives line fine mine nine wine pine dine lime time life like bike hike
plane planes plan plans planned planning plain planet paint point points print printed
order older border boarder holder
margin marine merging engine engines imagine
network networks framework homework teamwork
rework remark revenue avenue venue retinue
turnover turn turned return returns
output input outlet outlook outfit
waste taste paste haste west vast
unit units unite united until
piece pieces peace place price prices prize prizes pride
night knight fright eight weight height
early yearly nearly clearly
late later latest lately gate date rate fate mate plate slate
full bull pull dull hall hill
debt derive drive drives driver drivers
water waters winter winner
product produce project projects prospect protect
customer custom customs costume
supply supplier surplus simply
machine machines magazine medicine
order-book stop stops step steps shop shops ship ships slip slips
power powers tower lower flower shower
energy enemy agency
quality quantity equality equity
cost costs lost list last best test rest nest
part parts port ports sort sorts art cart chart start
plant plants planet pants paint grant slant
shift shifts shaft shafts swift
yield yields
invoice voice voices choice
cash case cause crash wash dash flash
hours house houses horse course
labour later ladder
stoppage storage shortage postage
fault faults default
issue issues tissue
trend friend friends spend spends
month mouth moth south north
weak week wake walk talk
tomorrow forecast predict prediction predictions future estimate estimates
policy policies manual manuals procedure procedures contract contracts document documents handbook
";

/// The two lists as sets, made once; what cues are made of is ordinary too.
#[derive(Debug)]
pub(crate) struct English {
    filler: HashSet<&'static str>,
    ordinary: HashSet<&'static str>,
}

impl English {
    pub(crate) fn new() -> Self {
        let cues = PHRASES.iter().flat_map(|(_, phrases)| phrases.split(['|', ' ']));
        English {
            filler: FILLER.split_whitespace().collect(),
            ordinary: ORDINARY.split_whitespace().chain(cues).collect(),
        }
    }

    /// Whether a folded word may be passed over.
    pub(crate) fn is_filler(&self, word: &str) -> bool {
        self.filler.contains(word)
    }

    /// Whether a folded word is a word of everyday English, and so no misspelling of a name.
    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.filler.contains(word) || self.ordinary.contains(word)
    }
}

/// Words that join others: inside a name they tell it from others, by themselves they name nothing.
pub(crate) fn is_connective(word: &str) -> bool {
    matches!(
        word,
        "before"
            | "after"
            | "until"
            | "during"
            | "between"
            | "without"
            | "with"
            | "under"
            | "over"
            | "from"
            | "by"
            | "to"
            | "on"
            | "in"
            | "at"
            | "and"
            | "or"
            | "not"
    )
}

/// Words that may stand inside a name without being part of it: "cost of the scrap" is "cost of scrap", "pieces did we
/// scrap" is "pieces scrapped".
pub(crate) fn is_link_word(word: &str) -> bool {
    matches!(
        word,
        "of" | "the"
            | "a"
            | "an"
            | "our"
            | "your"
            | "my"
            | "their"
            | "its"
            | "all"
            | "any"
            | "did"
            | "do"
            | "we"
            | "they"
            | "have"
            | "had"
            | "has"
            | "were"
            | "was"
            | "been"
            | "you"
    )
}

/// Words that never make a name of their own, however many names they stand in.
pub(crate) fn is_generic(stem: &str) -> bool {
    is_grammar(stem) || is_of_many_names(stem)
}

/// Pronouns, auxiliaries, question words, numbers: they hold a question together and name nothing.
fn is_grammar(stem: &str) -> bool {
    let is_number = number_word(stem).is_some() || stem.bytes().all(|byte| byte.is_ascii_digit());
    is_number || is_link_word(stem) || GRAMMAR.split_whitespace().any(|word| word == stem)
}

const GRAMMAR: &str = "a an i we us our ours my your you they them their it its he she be is are was were been am do \
    does did done have has had will would can could should shall may might must what which who whom whose when where why \
    how much many more most less least some any this that these those there here than then so too very just only also \
    about into over under out up down off way end long take takes taken took come comes \
    coming came go goes going gone went get gets make makes put keep keeps";

fn is_of_many_names(stem: &str) -> bool {
    matches!(
        stem,
        "rate"
            | "ratio"
            | "percent"
            | "value"
            | "number"
            | "total"
            | "quantity"
            | "amount"
            | "count"
            | "per"
            | "average"
            | "unit"
            | "net"
            | "gross"
            | "time"
            | "index"
            | "level"
            | "date"
            | "of"
            | "the"
            | "and"
            | "in"
            | "on"
            | "to"
            | "for"
            | "by"
            | "at"
            | "from"
            | "with"
            | "against"
            | "not"
            | "all"
            | "actual"
            | "planned"
            | "plan"
            | "day"
            | "week"
            | "month"
            | "year"
            | "quarter"
            | "hour"
            | "new"
            | "other"
            | "part"
            | "kind"
            | "type"
            | "good"
            | "code"
            | "current"
            | "share"
            | "first"
            | "last"
            | "mean"
            | "over"
            | "under"
            | "a"
            | "an"
            | "or"
            | "is"
            | "it"
            | "score"
            | "rated"
            | "open"
            | "due"
    )
}

/// Number words up to twenty, and the vague ones that people use as numbers.
pub(crate) fn number_word(word: &str) -> Option<u64> {
    Some(match word {
        "one" | "single" => 1,
        "two" | "couple" | "both" => 2,
        "three" | "few" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" | "dozen" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "eighteen" => 18,
        "twenty" => 20,
        "thirty" => 30,
        "sixty" => 60,
        "ninety" => 90,
        _ => return None,
    })
}
