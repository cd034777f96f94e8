//! What the workbook asks: its sheets and columns. `mappings/workbook.toml` says what each becomes, and a test holds the
//! two together.

/// A sheet of the workbook.
#[derive(Debug)]
#[non_exhaustive]
pub struct SheetSpec {
    /// What stands on its tab.
    pub name: &'static str,
    /// Its columns; the first is the case number.
    pub columns: &'static [Column],
}

/// A column of the workbook.
#[derive(Debug)]
#[non_exhaustive]
pub struct Column {
    /// Its heading.
    pub heading: &'static str,
    /// What the note on the heading says.
    pub note: &'static str,
    /// What people enter.
    pub entry: Entry,
    /// What stands in the row of the example.
    pub example: &'static str,
}

/// What people enter in a column.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Entry {
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A day.
    Day,
    /// Words, as many as are needed.
    Long,
    /// A few words, or a number.
    Text,
}

use Entry::{Choice, Day, Long, Text};

const fn column(
    heading: &'static str,
    entry: Entry,
    example: &'static str,
    note: &'static str,
) -> Column {
    Column {
        heading,
        note,
        entry,
        example,
    }
}

const KEY: Column = column(
    "Case number",
    Text,
    "EXAMPLE",
    "Your own reference for this person, the same on every sheet.",
);
const YES_NO: Entry = Choice(&["yes", "no", "unknown"]);

/// The sheets, in their order.
pub const SHEETS: [SheetSpec; 8] = [
    SheetSpec {
        name: "People",
        columns: &[
            KEY,
            column(
                "Surname",
                Text,
                "Example",
                "As she or he is usually called.",
            ),
            column(
                "First name",
                Text,
                "Erin",
                "May stay empty, for a baby or where it is not known.",
            ),
            column(
                "Also known as",
                Text,
                "",
                "Another name, first name and surname as it stands.",
            ),
            column(
                "Date of birth",
                Day,
                "23/04/1985",
                "23/04/1985, or as much as is known: Apr 1985, 1985.",
            ),
            column(
                "Sex",
                Choice(&["male", "female", "indeterminate", "not known"]),
                "female",
                "As administration has it.",
            ),
            column(
                "NHS number",
                Text,
                "999 000 0018",
                "Ten digits, with or without spaces. Leave empty where it is not certain.",
            ),
            column(
                "Ethnic group",
                Choice(&[
                    "A", "B", "C", "D", "E", "F", "G", "H", "J", "K", "L", "M", "N", "P", "R", "S",
                    "Z",
                ]),
                "A",
                "The letter of the NHS list (ethnic category 2001); Z is not stated.",
            ),
            column(
                "Language",
                Text,
                "en",
                "The code of the language: en, pl, so.",
            ),
            column(
                "Interpreter needed",
                YES_NO,
                "no",
                "Whether to speak with the person takes an interpreter.",
            ),
            column(
                "Pregnant",
                Choice(&["yes", "no", "possibly", "recently"]),
                "no",
                "Leave empty if nobody asked.",
            ),
            column("Died on", Day, "", "Only if the person has died."),
            column(
                "Key worker",
                Text,
                "Jo Example",
                "Who works with the person now.",
            ),
            column(
                "Mobile",
                Text,
                "07700 900123",
                "One number. What else there is to say about it goes under Notes.",
            ),
            column(
                "Mobile is safe",
                YES_NO,
                "yes",
                "Whether nobody else answers it or reads it.",
            ),
            column("Email", Text, "", "One address."),
            column("Email is safe", YES_NO, "", "Whether nobody else reads it."),
            column(
                "Safe contact checked on",
                Day,
                "20/11/2026",
                "The day on which the person was last asked how to be reached safely.",
            ),
            column("Safe to call", YES_NO, "yes", "By what the person said."),
            column("Safe to text", YES_NO, "no", "By what the person said."),
            column("Safe to write", YES_NO, "no", "By what the person said."),
            column(
                "Safe to visit",
                YES_NO,
                "unknown",
                "By what the person said.",
            ),
            column(
                "Kind of address",
                Choice(&["home", "temporary", "no fixed abode", "refuge", "hospital"]),
                "home",
                "Needed with an address; no fixed abode and refuge stand alone.",
            ),
            column(
                "Address",
                Text,
                "1 Example Street",
                "Street and place, without the postcode.",
            ),
            column("Postcode", Text, "ZZ99 3VZ", "Of the address."),
            column(
                "Address is",
                Choice(&["not confidential", "confidential", "refuge"]),
                "not confidential",
                "Who may know where the person lives. Empty: nobody was asked.",
            ),
            column("GP practice", Text, "The Elms", "The name of the practice."),
            column(
                "GP checked on",
                Day,
                "",
                "The day on which the practice said that the person is registered there.",
            ),
            column("Pharmacy", Text, "", "Where a prescription is collected."),
            column(
                "Told of the handover on",
                Day,
                "01/11/2026",
                "The day on which the person was told.",
            ),
            column(
                "Told how",
                Choice(&["phone", "text", "email", "letter", "visit", "in person"]),
                "letter",
                "How the person was told.",
            ),
            column(
                "Objects to the handover",
                Choice(&["yes", "no"]),
                "no",
                "What the person said. Leave empty if nobody asked: silence is no consent.",
            ),
            column(
                "Safeguarding",
                Long,
                "",
                "Children or adults: what is in place, who knows, since when.",
            ),
            column(
                "Situation in a few sentences",
                Long,
                "Example: engaged, seen every two weeks.",
                "What the next worker must know first.",
            ),
            column(
                "What the next worker should do first",
                Long,
                "",
                "One thing.",
            ),
            column("Notes", Long, "", "Everything that fits nowhere else."),
        ],
    },
    SheetSpec {
        name: "Contacts",
        columns: &[
            KEY,
            column("Name", Text, "Example, Sam", "Of the contact or the child."),
            column(
                "Who it is",
                Choice(&["emergency contact", "next of kin", "carer", "child"]),
                "child",
                "One row for each.",
            ),
            column("Relation", Text, "son", "To the person."),
            column("Telephone", Text, "", "Of a contact."),
            column(
                "Safe to contact",
                YES_NO,
                "",
                "Whether the contact may know that the person is with a service.",
            ),
            column(
                "Born",
                Day,
                "2019",
                "Of a child: the day, the month or the year.",
            ),
            column(
                "Lives with",
                Choice(&[
                    "the person",
                    "other parent",
                    "relative",
                    "foster care",
                    "residential",
                    "adopted",
                    "unborn",
                    "unknown",
                ]),
                "the person",
                "Of a child.",
            ),
            column("Social care involved", YES_NO, "no", "Of a child."),
        ],
    },
    SheetSpec {
        name: "Episodes",
        columns: &[
            KEY,
            column(
                "Referred on",
                Day,
                "03/01/2026",
                "One row for each time that the person was with the service.",
            ),
            column(
                "Started on",
                Day,
                "12/01/2026",
                "First assessment or triage.",
            ),
            column("Closed on", Day, "", "Empty while it is open."),
            column("Closing reason", Text, "", "In your own words or codes."),
            column(
                "How it ended",
                Choice(&["planned", "unplanned", "transferred", "died"]),
                "",
                "Of a closed episode.",
            ),
            column("Last contact on", Day, "", "Of a closed episode."),
            column(
                "Summary",
                Long,
                "Example: open episode",
                "Of a closed episode: what was done and what is left.",
            ),
        ],
    },
    SheetSpec {
        name: "Risk",
        columns: &[
            KEY,
            column(
                "Assessed on",
                Day,
                "14/10/2026",
                "One row for each assessment; the latest counts.",
            ),
            column("Assessed by", Text, "Jo Example", "Name."),
            column("Form used", Text, "", "Name of the form or the tool."),
            column(
                "Level",
                Choice(&["standard", "medium", "high", "very high"]),
                "high",
                "As it was set by whoever assessed.",
            ),
            column(
                "What the risk is",
                Long,
                "Example: ex-partner has the phone",
                "To whom, from whom, what happened, with days.",
            ),
            column("Safety plan", Long, "", "What was agreed."),
        ],
    },
    SheetSpec {
        name: "Plan",
        columns: &[
            KEY,
            column(
                "Rank",
                Choice(&["1", "2", "3"]),
                "1",
                "1 for the main substance; one row for each.",
            ),
            column(
                "Substance",
                Text,
                "Example: heroin",
                "As the person or the record calls it.",
            ),
            column(
                "How it is taken",
                Choice(&["inject", "sniff", "smoke", "oral", "other"]),
                "smoke",
                "Now.",
            ),
            column("How often", Text, "daily", "In words."),
            column(
                "Goal, in the person's words",
                Long,
                "",
                "What the person wants.",
            ),
        ],
    },
    SheetSpec {
        name: "Prescriptions",
        columns: &[
            KEY,
            column(
                "Medicine",
                Text,
                "Example: methadone",
                "One row for each; the name alone, or all that is written on the script.",
            ),
            column(
                "Form",
                Text,
                "oral solution 1mg/mL",
                "Liquid, tablet, film, injection, with its strength.",
            ),
            column("Daily dose", Text, "60", "The number alone."),
            column(
                "Unit",
                Choice(&["mg", "ml", "micrograms"]),
                "mg",
                "Of the dose. A millilitre is no milligram.",
            ),
            column("How often", Text, "daily", "In words."),
            column(
                "Why",
                Choice(&[
                    "maintenance",
                    "stabilisation",
                    "reduction",
                    "detoxification",
                    "relapse prevention",
                    "other",
                ]),
                "maintenance",
                "What it is for.",
            ),
            column(
                "Opioid substitution",
                Choice(&["yes", "no"]),
                "yes",
                "Methadone, buprenorphine and the like.",
            ),
            column("Prescriber", Text, "Dr Example", "Name."),
            column("Valid until", Day, "", "The last day of the script."),
            column(
                "Collected and supervised",
                Long,
                "",
                "Where, how often, who watches, the last dose and who said so.",
            ),
        ],
    },
    SheetSpec {
        name: "Actions",
        columns: &[
            KEY,
            column(
                "What is to be done",
                Long,
                "Example: hepatitis B, second dose",
                "One row for each action that is still open.",
            ),
            column("Due", Day, "15/12/2026", "The day."),
            column(
                "Who does it",
                Choice(&["key worker", "prescriber", "nurse", "team leader"]),
                "nurse",
                "At the receiving service.",
            ),
            column(
                "Urgency",
                Choice(&["routine", "soon", "urgent"]),
                "soon",
                "Urgent: somebody must accept it by name.",
            ),
            column(
                "Status",
                Choice(&["open", "done", "cancelled"]),
                "open",
                "Now.",
            ),
        ],
    },
    SheetSpec {
        name: "Others involved",
        columns: &[
            KEY,
            column(
                "Name",
                Text,
                "Example, Alex",
                "Of a partner, a relative, somebody who is a risk. Their names go to the receiving service alone.",
            ),
            column(
                "Role",
                Choice(&[
                    "alleged perpetrator",
                    "partner",
                    "ex-partner",
                    "family",
                    "other",
                ]),
                "partner",
                "In this person's life.",
            ),
            column("Relation", Text, "partner", "In words."),
            column(
                "Poses a risk",
                YES_NO,
                "unknown",
                "To the person, to children or to staff.",
            ),
            column(
                "What to know",
                Long,
                "",
                "Orders, addresses, what happened.",
            ),
        ],
    },
];
