//! A page of questions as HTML: labels, legends, hints, errors on top and beside the field. It works without a script, and
//! where an old browser does not fold what is not asked, all of it stands open.

mod shown;

use askama::Template;
use handover_time::PosixTime;

use self::shown::Shown;
use crate::{
    answers::{Answers, Part, input},
    form::{Answer, Form, Page, Question},
    mistake::Mistake,
    schema::Kind,
};

/// What a page is rendered with.
#[derive(Clone, Copy)]
#[expect(
    clippy::exhaustive_structs,
    reason = "what the face that shows it knows"
)]
pub struct PageInput<'p> {
    /// What was answered so far, that of the unit too.
    pub answers: &'p Answers,
    /// What is told to be wrong: on top, and beside the field.
    pub mistakes: &'p [Mistake],
    /// The repeat of which one more turn is shown.
    pub one_more: Option<&'p str>,
    /// The organisations that are offered while one is typed.
    pub organisations: &'p [String],
    /// The moment: today, yesterday and now are offered as answers.
    pub now: PosixTime,
    /// The address that the form is sent to.
    pub action: &'p str,
    /// The hidden field against forms of other sites: its name and its value.
    pub token: (&'p str, &'p str),
    /// What stands above the heading: "Page 2 of 8".
    pub caption: &'p str,
}

impl std::fmt::Debug for PageInput<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PageInput(..)")
    }
}

#[derive(Template)]
#[template(path = "page.html")]
struct PageHtml<'p> {
    input: PageInput<'p>,
    title: &'p str,
    lead: Option<&'p str>,
    call: Option<&'p str>,
    mistakes: Vec<(String, &'p str)>,
    blocks: Vec<Block<'p>>,
}

/// A piece of a page.
#[derive(Template)]
#[template(path = "block.html")]
struct Block<'p> {
    piece: Piece<'p>,
}

/// A question, or the turns of a repeat and its name where there may be more.
enum Piece<'p> {
    Question(Box<View<'p>>),
    Turns(Vec<Turn<'p>>, Option<&'p str>),
}

/// One turn of a repeat.
struct Turn<'p> {
    title: String,
    id: String,
    blocks: Vec<Block<'p>>,
}

/// A question as it is shown.
struct View<'p> {
    ask: &'p str,
    hint: Option<&'p str>,
    is_optional: bool,
    id: String,
    how: How<'p>,
    errors: Vec<(String, &'p str)>,
    /// Reasons why there is no value, beside what is typed.
    reasons: Vec<OptionView<'p>>,
    /// The ids that say more of it.
    described: String,
}

enum How<'p> {
    Area(&'p str),
    Choices {
        options: Vec<OptionView<'p>>,
        is_one: bool,
        shared: Vec<(String, Vec<Block<'p>>)>,
    },
    Day(Box<DayView<'p>>),
    Line {
        value: &'p str,
        mode: &'static str,
        list: bool,
    },
    Select(Vec<OptionView<'p>>),
}

struct DayView<'p> {
    near: Vec<(String, String, bool)>,
    is_other: bool,
    boxes: [(&'static str, String, &'p str); 3],
    time: Option<(String, &'p str)>,
    words: Option<(String, &'p str)>,
    near_name: String,
}

struct OptionView<'p> {
    id: String,
    name: String,
    value: String,
    words: String,
    hint: Option<&'p str>,
    is_chosen: bool,
    number: usize,
    more: Vec<Block<'p>>,
}

impl Form {
    /// The page, with what was answered in it: a heading, the mistakes, and one `<form>`.
    ///
    /// # Panics
    ///
    /// Never: a template has no error of its own, and writing to a `String` does not fail.
    #[must_use]
    pub fn render(&self, page: &Page, input: PageInput<'_>) -> String {
        let judged = self.judge(input.answers);
        let shown = Shown {
            form: self,
            page,
            judged: &judged,
            input: &input,
        };
        let html = PageHtml {
            input,
            title: &page.title,
            lead: page.lead.as_deref(),
            call: page.call.as_deref(),
            mistakes: input
                .mistakes
                .iter()
                .map(|one| (anchor(self, one), one.words.as_str()))
                .collect(),
            blocks: shown.blocks(|question| shown.is_on_top(question), None, 0),
        };
        html.render()
            .expect("a template without fallible parts is rendered")
    }
}

/// Whether the words for what is not known of a day have a box.
pub(crate) fn has_words(question: &Question) -> bool {
    let is_part = matches!(
        &question.answer,
        Answer::Typed {
            kind: Kind::PartOfDay,
            ..
        }
    );
    let is_of_field = question
        .fills
        .first()
        .is_some_and(|place| place.item().is_none() && question.fills.len() == 1);
    is_part && is_of_field && question.near.is_empty()
}

/// The input that a mistake is mended at: of a day that is offered, the first of the offers.
fn anchor(form: &Form, mistake: &Mistake) -> String {
    let is_near = form
        .question(&mistake.question)
        .is_some_and(|(_, question)| !question.near.is_empty());
    let part = match mistake.part {
        Part::Day | Part::Month | Part::Year if is_near => Part::Near,
        Part::Whole
            if form
                .question(&mistake.question)
                .is_some_and(|(_, question)| question.is_day()) =>
        {
            if is_near {
                Part::Near
            } else {
                Part::Day
            }
        }
        part => part,
    };
    input(&mistake.question, mistake.turn, part)
}
