//! The phrases behind the cues, parted by `|`.

use super::cues::{ChangeKind, Cue, OrderWord, Topic};

pub(crate) const PHRASES: &[(Cue, &str)] = &[
    (
        Cue::Order(OrderWord::Highest),
        "top|highest|most|biggest|largest|greatest|maximum|max|leading|longest|main|high to low|\
         highest first|biggest first|largest first|descending|desc|highest to lowest|best selling|\
         heaviest|costliest|most expensive|dearest|busiest",
    ),
    (
        Cue::Order(OrderWord::Lowest),
        "bottom|lowest|least|smallest|minimum|min|fewest|shortest|low to high|lowest first|\
         smallest first|ascending|asc|lowest to highest|cheapest",
    ),
    (
        Cue::Order(OrderWord::Best),
        "best|strongest|best performing|performing best|performs best|performed best|did best|does best|\
         doing best|best to worst|best first|healthiest|rank|ranked|ranking|league table|stars",
    ),
    (
        Cue::Order(OrderWord::Worst),
        "worst|poorest|weakest|worst performing|performing worst|performs worst|performed worst|\
         did worst|does worst|doing worst|worst to best|worst first|letting us down|struggling|laggards|\
         problem children|underperforming|under performing|needs most attention",
    ),
    (
        Cue::OrderOfChange(ChangeKind::Any),
        "biggest change|biggest changes|largest change|largest changes|biggest mover|biggest movers|\
         changed most|changed the most|moved most|moved the most|biggest swing|biggest swings|\
         biggest difference|biggest movement|biggest movements|most changed|biggest variance|\
         largest movements",
    ),
    (
        Cue::OrderOfChange(ChangeKind::Rise),
        "biggest increase|biggest increases|largest increase|biggest rise|biggest rises|largest rise|\
         rose most|rose the most|increased most|increased the most|grew most|grew the most|grown most|\
         grown the most|grew fastest|growing fastest|fastest growing|biggest growth|biggest gain|\
         biggest gains|went up most|went up the most|gone up most|gone up the most|highest growth|\
         biggest jump|jumped most|jumped the most|risen most|risen the most",
    ),
    (
        Cue::OrderOfChange(ChangeKind::Fall),
        "biggest decrease|biggest decreases|largest decrease|biggest fall|biggest falls|biggest drop|\
         biggest drops|largest drop|fell most|fell the most|dropped most|dropped the most|decreased most|\
         decreased the most|biggest decline|declined most|declined the most|went down most|\
         went down the most|gone down most|gone down the most|lost most|lost the most|shrank most|\
         shrank the most|biggest reduction|fallen most|fallen the most",
    ),
    (
        Cue::OrderOfChange(ChangeKind::Improve),
        "most improved|improved most|improved the most|improving most|improving the most|\
         biggest improvement|biggest improvements|largest improvement|best improvement|improving fastest",
    ),
    (
        Cue::OrderOfChange(ChangeKind::Worsen),
        "worsened most|worsened the most|got worse most|deteriorated most|deteriorated the most|\
         biggest deterioration|slipped most|slipped the most|got worst",
    ),
    (
        Cue::Change(ChangeKind::Any),
        "what happened to|what happened with|change|changed|changes|changing|up or down|better or worse|\
         up on|down on|move|moved|movement|difference|differences|differ|delta|variance|\
         getting better or worse",
    ),
    (
        Cue::Change(ChangeKind::Rise),
        "growth|grow|grown|grew|gone up|went up|rise|risen|rose|increase|increased|increasing|growing|\
         rising|rises|grows|increases",
    ),
    (
        Cue::Change(ChangeKind::Fall),
        "trending down|trending downward|trending downwards|gone down|went down|fall|fallen|fell|drop|dropped|decrease|decreased|decline|declined|\
         decreasing|falling|dropping|declining|shrinking|shrunk|falls|drops|\
         decreases|declines|shrinks",
    ),
    (Cue::Change(ChangeKind::Improve), "improve|improves|improved|improvement|improving|better"),
    (
        Cue::Change(ChangeKind::Worsen),
        "worsen|worsens|worsened|worse|deteriorated|worsening|deteriorating|slipped|slipping",
    ),
    (
        Cue::Compare,
        "compare|compares|compared|comparing|comparison|vs|versus|v|against|compared to|compared with|\
         in comparison with|in comparison to|relative to|than|stack up against|stacks up against|next to|\
         alongside|beside|side by side|difference between|differ between|set against|head to head|\
         benchmark",
    ),
    (
        Cue::Trend,
        "trend|trends|trending|trended|trendline|trend line|over time|time series|history of|historical|\
         historically|history|evolution|evolve|evolved|evolving|develop|developed|development|developing|\
         trajectory|run chart|progression|progressed|creeping|getting better|getting worse|\
         over the period|going up|going down|on the up|drifting|direction of travel",
    ),
    (Cue::WhatIs, "what is|what are|what does|whats|what do you mean by|what do we mean by"),
    (
        Cue::Define,
        "define|definition|definition of|definitions|meaning|meaning of|stand for|stands for|formula|\
         formula for|formula of|how is it calculated|how is that calculated|how do you calculate|\
         how do we calculate|how do you measure|how do we measure|how do you work out|how do you get|\
         how is it defined|how do you define|explain what|how do you come up with|calculation of|\
         how was that calculated|what does it mean|what does that mean|what does this mean|mean by|\
         goes into|mean|what makes up|what goes into",
    ),
    (
        Cue::Calculated,
        "calculated|calculate|computed|compute|worked out|work out|derived|defined|measured|calculation|\
         arrived at|made up|put together|figured out|built up",
    ),
    (Cue::How, "how"),
    (
        Cue::Exists,
        "do we have|have we got|do i have|are there|is there|exist|exists|do you have|have you got|\
         do you know|can i see|am i allowed to see|may i see|can i choose from|do we run|do we operate|\
         do we own|are available|is available|can i filter by|can i pick",
    ),
    (
        Cue::ListAll,
        "list|list all|list of|list the|name all|name the|show all|show me all|give me all|\
         show me a list of|give me a list of|who are|which are|what are all",
    ),
    (
        Cue::Help,
        "help|what can you answer|what can you do|what can i ask|what can i ask you|what do you know|\
         what can you tell me|what can you help with|what can you help me with|what questions can i ask|\
         what can you show me|how do you work|how does this work|how can you help|how can you help me|\
         who are you|what are you|what are you able to do|what is in the data|what data do you have|\
         what data is there|what can we ask|what do you do|what can you show|what else can you do|\
         what else can i ask|how do i use you|how do i use this|getting started|what do you cover|\
         what topics|what kind of questions|what sort of questions|what information do you have|\
         what can i do here|your capabilities|what should i ask",
    ),
    (
        Cue::Overview,
        "how are we doing|how did we do|how have we done|how have we been doing|how are things|how is it going|\
         how did it go|how is business|how is trade|how are we performing|how did we perform|how are we getting on|\
         how do things stand|overview|summary|summarise|summarize|sum up|snapshot|state of play|where do we stand|\
         what happened|what is happening|what is going on|whats going on|what went on|what is new|whats new|highlights|\
         headlines|headline|key figures|key numbers|key metrics|key kpis|key measures|main figures|main numbers|main kpis|\
         scorecard|scorecards|score card|dashboard|big picture|bring me up to date|catch me up|fill me in|brief me|briefing",
    ),
    (
        Cue::Profit,
        "make money|makes money|making money|made money|make a profit|makes a profit|making a profit|made a profit|\
         profitable|profitability|most profitable|least profitable|how profitable",
    ),
    (
        Cue::Loss,
        "lose money|losing money|loses money|lost money|loss making|lossmaking|unprofitable|not profitable|in the red|\
         make a loss|makes a loss|making a loss|made a loss|at a loss",
    ),
    (Cue::MeasureWord, "measure|measures|metric|metrics|kpi|kpis|indicators|figures|numbers"),
    (Cue::Which, "which|what|whose"),
    (Cue::HowMany, "how many|number of|count of|count"),
    (Cue::Who, "who|whom"),
    (Cue::All, "all|all the|all our|all of our|all of the|every|any|all my|every single|each and every"),
    (
        Cue::Exclude,
        "excluding|exclude|excl|except|except for|excepting|other than|apart from|without|leaving out|\
         leave out|leaving aside|ignoring|ignore|bar|but not|not including|not counting|omit|omitting|\
         minus|less|ex|non|all but|everything but|everyone but|aside from|not in|not on|not at|not for|\
         not from|discounting|stripping out|strip out|taking out|take out|outside|besides|skip|skipping|\
         filter out|filtering out",
    ),
    (
        Cue::Only,
        "only|just|solely|exclusively|nothing but|limited to|restricted to|restrict to|limit to|\
         narrow to|narrow down to|narrow it down to|zoom in on|zoom into|focus on|focusing on|filter to|\
         filter on|filter for|filter by|filtered to|filtered on|filtered by|limit it to|restrict it to|\
         limit this to|in particular|specifically|alone",
    ),
    (
        Cue::Also,
        "also|too|as well|add|plus|in addition|additionally|include|including|along with|together with|\
         add in|on top|further|as well as|alongside that|next to that|and also|bring in|throw in",
    ),
    (
        Cue::Remove,
        "drop|remove|clear|forget|lose|take off|take away|get rid of|reset|undo|no more|stop|turn off|\
         lift|delete|no",
    ),
    (
        Cue::BackTo,
        "back to|go back to|again with|return to|revert to|switch back to|restore|put back|bring back",
    ),
    (Cue::FilterWord, "filter|filters|restriction|restrictions|selection|selections|filtering|conditions"),
    (Cue::ComparisonWord, "the comparison|comparison|comparisons|that comparison|the comparisons"),
    (Cue::SplitWord, "the split|split|the breakdown|breakdown|the grouping|grouping|the by|splits"),
    (Cue::LimitWord, "the limit|limit|the cut off|cut off|the cutoff|cutoff|the top"),
    (
        Cue::Same,
        "same|the same|same thing|same again|likewise|ditto|the same thing|same question|\
         the same question|same figures|same numbers|do the same|same view|same picture|same chart|\
         same table",
    ),
    (
        Cue::Instead,
        "instead|rather|instead of that|not that|i meant|i mean|sorry i meant|make that|make it|\
         change that to|change it to|switch to|swap to|swap for|replace with|replace it with|\
         replace that with|change to",
    ),
    (
        Cue::CarryOn,
        "and|what about|how about|and what about|and how about|but what about|or|plus|and for|and now|\
         but|and the|what if we look at|how does that look|how does it look|how does this look|and how|\
         and what|and which|why not|and then|what of|same for|the same for|same but|same again for|\
         ok and|okay and|what was it|what is it|how is it|how was it|how were they",
    ),
    (
        Cue::CarryOnWeakly,
        "now|ok|okay|then|right|so|next|ok now|good|great|fine|thanks|thank you|thanks now|cool|alright|\
         hmm|well|actually|sorry|yes|no|perfect|lovely",
    ),
    (
        Cue::PointsBack,
        "it|that|those|them|these|they|this one|that one|the above|this|that figure|that number|\
         this figure|the result|the results|their",
    ),
    (
        Cue::Total,
        "overall|in total|total|altogether|all together|in all|the total|as a whole|all in|combined|\
         grand total|summed up|in aggregate",
    ),
    (
        Cue::Everything,
        "the whole company|whole company|the whole business|whole business|the whole group|whole group|\
         company wide|companywide|group wide|groupwide|the company|the group|everywhere|the business|\
         all of it|the entire company|the entire business|the entire group|entire company|\
         entire business|enterprise wide|as a company|as a group|as a business|everything|unfiltered|\
         business wide|across the board|the whole lot",
    ),
    (
        Cue::Drivers,
        "drivers|its drivers|components|its components|factors|its factors|loss tree|the loss tree|\
         constituents|its constituents|what makes it up|its parts|tree|decomposition|\
         contributing factors|with drivers|breakdown of losses",
    ),
    (
        Cue::Target,
        "target|targets|against target|vs target|versus target|against targets|to target|on target|\
         off target|against the target|vs the target|goal|goals|against goal|compared to target|\
         compared with target|hit target|meet target|behind target|ahead of target|below target|\
         above target|under target|over target|missing target|beat target|hit the target|hit our target|\
         missed target|missed the target",
    ),
    (
        Cue::Threshold,
        "over|above|more than|greater than|higher than|exceeding|exceeds|exceed|at least|no less than|\
         under|below|less than|lower than|at most|no more than|fewer than|up to|within",
    ),
    (
        Cue::Share,
        "share of|shares of|the share of|as a share|as a share of|as a share of the total|as shares|\
         share of total|share of the total|percent of total|percent of the total|percentage of total|\
         percentage of the total|proportion of total|proportion of the total|as a percent of total|\
         as a percent of the total|as a percentage of total|as a percentage of the total|with shares|\
         with share|with their share|with their shares|contribution to|contributions to|\
         percentage contribution to|percent share of|percentage share of|what share of|which share of",
    ),
    (
        Cue::PercentOf,
        "percent of|percentage of|what percent of|what percentage of|proportion of|what proportion of|\
         how much of",
    ),
    (
        Cue::Running,
        "cumulative|cumulatively|cumulated|accumulated|running total|running totals|running sum|\
         cumulative total|cumulative totals|running cumulative|adding up over time|built up over",
    ),
    (
        Cue::Rest,
        "and the rest|the rest|and all the rest|and rest|and others|and all others|and the others|\
         and all the others|with others|with the rest|as other|as others|the rest as other|\
         and the rest as other|rest as other|the rest as others|and everyone else|and everything else|all the rest|group the rest|lump the rest together|\
         the rest grouped|and the rest grouped|the rest together|and the rest together|\
         and the remainder|the remainder|and the rest combined|the rest combined|all others|\
         and the rest as one row|the rest as one row",
    ),
    (Cue::Not, "not|isnt|arent"),
    (
        Cue::Export,
        "excel|spreadsheet|csv|xlsx|pdf|powerpoint|pptx|slide|slides|word document|download|export|\
         exported|as a file|ppt|docx",
    ),
    (
        Cue::FinerTime,
        "hourly|by hour|per hour|by the hour|each hour|every hour|by minute|per minute|fortnightly|\
         by fortnight|per fortnight|day of the week|day of week|weekday|weekdays|by weekday|time of day|\
         time of the day|hour of day|hour of the day|by time of day|each weekday|mondays|tuesdays|\
         wednesdays|thursdays|fridays|saturdays|sundays|weekends|hour by hour|half hourly|real time|live",
    ),
    (
        Cue::Topic(Topic::Why),
        "why|how come|what caused|what causes|what is causing|what drove|what is driving|what drives|\
         what explains|explain why|the reason for|reason why|reasons why|reason behind|reasons behind|\
         root cause|root causes|what is behind|what lies behind|what went wrong|\
         whats driving|whats behind|whats causing|whats eating|diagnose|due to what|what made|\
         explain the drop|explain the fall|explain the rise|\
         explain the increase|explain the change|what moved",
    ),
    (
        Cue::Topic(Topic::Unusual),
        "unusual|anything unusual|what is unusual|whats unusual|anything odd|what is odd|whats odd|odd|strange|\
         anything strange|anomaly|anomalies|anomalous|abnormal|abnormally|outlier|outliers|out of the ordinary|\
         anything out of the ordinary|stands out|stand out|stood out|what stands out|what stood out|\
         anything stand out|irregular|irregularities|unexpected|out of line|is normal|normal|\
         anything wrong|something wrong|suspicious|weird|unusually high|unusually low",
    ),
    (
        Cue::Topic(Topic::Control),
        "control chart|control charts|control chart for|control chart of|in control|out of control|under control|\
         in statistical control|statistical control|process control|control limits|the control limits|within control limits|\
         control limit|spc|spc chart|spc charts|shewhart chart|run chart|process behaviour chart|process behavior chart|\
         individuals chart|stable|unstable|is stable|a stable process|western electric|nelson rules",
    ),
    (
        Cue::Topic(Topic::Forecast),
        "forecast|forecasts|predict|predicted|prediction|predictions|project|projection|projections|\
         projected|outlook|expect|expected|expecting|going to be|will be|will we|will it|will the|\
         will our|likely to be|likely to|run out|are we on track|on track to|by year end|\
         by the end of the year|in future|in the future|estimate|extrapolate|how long until|when will|\
         anticipate|what will|how much will|how many will|are we going to|going to hit|is going to|be like next|look like next",
    ),
    (
        Cue::Topic(Topic::Risk),
        "risk|risks|at risk|at risk of|risk of|the risk of|the risk that|chance of|chances of|the chance of|probability of|\
         the probability of|likelihood of|the likelihood of|how likely|how likely is|about to|likely to fail|likely to fail next|\
         likely to fail soon|going to fail|about to fail|will fail|will fail next|would fail|might fail|may fail|could fail|\
         fail next|fail soon|failing soon|failing next|fail first|risk of failing|at risk of failing|risk of breaking down|\
         at risk of breaking down|about to break|likely to break|going to break|predictive maintenance|maintenance next|\
         maintain next|maintain first|service next|serviced next|service first|needs servicing|need servicing|need servicing next|\
         worry about|i worry about|should i worry about|we worry about|should we worry about|keep an eye on|watch out for|\
         failure risk|risk of failure|risk of a failure|failure probability|failure prediction|failure predictions",
    ),
    (
        Cue::Topic(Topic::Trace),
        "trace|traced|tracing|tracing of|trace back|trace forward|trace forwards|trace backwards|traceability|genealogy|pedigree|\
         forward and back|forwards and back|forward and backward|forwards and backwards|back and forward|backward and forward|\
         backwards and forwards|up and downstream|upstream and downstream|both ways|in both directions",
    ),
    (
        Cue::Topic(Topic::Pay),
        "payment run|payments run|pay run|payment proposal|payment proposals|run of payments|should we pay|should i pay|must we pay|\
         we must pay|have to pay|need to pay|needs paying|need paying|can we pay|can we afford to pay|whom to pay|who to pay|\
         what to pay|which to pay|pay first|pay suppliers first",
    ),
    (
        Cue::Topic(Topic::Sequence),
        "sequence|resequence|re sequence|sequencing|best sequence|best order to make|best order to run|order of production|\
         production sequence|in which order|in what order|which order first|which order should we|run first|make first|\
         run next|fewest are late|fewest late|fewest changeovers|fewest setups|fewest set ups|\
         optimise the sequence|optimize the sequence",
    ),
    (
        Cue::Topic(Topic::Enough),
        "too much|too much stock|too much inventory|more than we need|excess|excess stock|excess inventory|overstocked|\
         over stocked|overstock|understocked|under stocked|overstocks|should we hold|should we keep|should we carry|should we stock|\
         do we need to hold|do we need to keep|need to hold|do we hold too much|are we holding too much|optimise stock|\
         optimize stock|optimise inventory|optimize inventory|optimise our stock|optimise our inventory|optimize our inventory|\
         inventory optimisation|inventory optimization|stock optimisation|stock optimization|right stock level|right stock levels|\
         free up stock|slow stock",
    ),
    (
        Cue::Topic(Topic::WhatIf),
        "what if|what happens if|what would happen|suppose|imagine|assume|assuming|simulate|simulation|\
         scenario|if we|if i|hypothetically|impact of|effect of|sensitivity|what would|would be worth|\
         model the effect|monte carlo",
    ),
    (
        Cue::Topic(Topic::Advice),
        "should we|should i|what should|propose|draw up|recommend|recommendation|recommendations|advise|advice|suggest|\
         suggestion|suggestions|how can we|how can i|how could we|how can we reduce|how can we improve|how can we cut|how can we lower|how can we increase|\
         how can i reduce|how can i improve|how could we reduce|how could we improve|how do we improve|how do we reduce|\
         how to improve|how to reduce|how to cut|best way to|what can we do|optimise|optimize|optimal|\
         prioritise|prioritize|what action|what actions|how do we fix|improve on|tell us what to do|\
         next steps|is it worth|would you|do you think|your opinion",
    ),
    (
        Cue::Topic(Topic::Action),
        "send|email|e mail|mail|notify|alert|remind|remind me|schedule|book|place an order|\
         raise an order|raise a purchase order|create|approve|pay|cancel|update|edit|delete|assign|\
         reassign|order more|call|text|message|subscribe|post|upload|import|set up|set a target|print|\
         sign off|hire|fire|buy|tell the team",
    ),
    (
        Cue::Topic(Topic::Document),
        "policy|policies|procedure|procedures|sop|sops|manual|manuals|handbook|contract|contracts|\
         agreement|document|documents|instruction|instructions|work instruction|work instructions|say about|\
         says about|say on|written about|\
         drawing|drawings|spec sheet|data sheet|datasheet|terms and conditions|guideline|\
         guidelines|8d|audit report",
    ),
    (
        Cue::Topic(Topic::HowTo),
        "how do i|how do you|how should i|how must i|how to|what do i do when|what do i do if|what do we do when|\
         what do we do if|steps to|steps for|who do i call|who do we call",
    ),
    (
        Cue::Topic(Topic::Greeting),
        "hello|hi|hey|good morning|good afternoon|good evening|greetings|hiya|morning|evening",
    ),
    (
        Cue::Topic(Topic::Thanks),
        "thanks|thank you|cheers|ta|much appreciated|thanks a lot|many thanks|thank you very much|\
         great thanks|brilliant|awesome|nice one|bye|goodbye|see you",
    ),
    (
        Cue::Topic(Topic::Chat),
        "weather|will the weather|weather be|weather forecast|weather tomorrow|weather like|joke|jokes|poem|haiku|song|story|football|recipe|capital of|meaning of life|president|\
         prime minister|how are you|how are you doing|are you human|are you a robot|are you ai|your name|\
         who made you|favourite|favorite|translate|movie|film|news|stock market|share price|bitcoin|\
         horoscope|sing|lottery|cricket|dinner|lunch menu|restaurant|flight|flights|hotel|password|\
         birthday|marry me|love you|wikipedia|google|world cup|election",
    ),
];
