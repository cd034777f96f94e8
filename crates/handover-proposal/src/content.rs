//! What the cells of a column look like.

use std::collections::BTreeMap;

use handover_interop::{day_forms, is_email, is_nhs_number, is_phone, is_postcode, is_yes_or_no};

/// What a cell looks like.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Shape {
    /// A day, in a form that is known.
    Day,
    /// An e-mail address.
    Email,
    /// An NHS number with a right check digit.
    NhsNumber,
    /// A telephone number, with or without words behind it.
    Phone,
    /// A postcode, alone.
    Postcode,
    /// Yes or no, in any spelling.
    YesOrNo,
}

/// How many cells of a column have each shape.
#[derive(Clone, Debug, Default)]
pub struct Shapes {
    filled: usize,
    counts: BTreeMap<Shape, usize>,
}

impl Shapes {
    pub(crate) fn of<'c>(cells: impl Iterator<Item = &'c str>) -> Self {
        let mut shapes = Self::default();
        for cell in cells.filter(|cell| !cell.is_empty()) {
            shapes.filled += 1;
            for shape in shapes_of(cell) {
                *shapes.counts.entry(shape).or_default() += 1;
            }
        }
        shapes
    }

    /// How many cells hold anything.
    #[must_use]
    pub const fn filled(&self) -> usize {
        self.filled
    }

    /// How many cells have this shape.
    #[must_use]
    pub fn count(&self, shape: Shape) -> usize {
        self.counts.get(&shape).copied().unwrap_or_default()
    }

    /// Whether at least so many of a hundred filled cells have this shape.
    pub(crate) fn is_mostly(&self, shape: Shape, of_hundred: usize) -> bool {
        self.filled > 0 && self.count(shape) * 100 >= self.filled * of_hundred
    }
}

fn shapes_of(cell: &str) -> Vec<Shape> {
    let tests: [(Shape, bool); 6] = [
        (Shape::Day, day_forms(cell).next().is_some()),
        (Shape::Email, is_email(cell)),
        (Shape::NhsNumber, is_nhs_number(cell)),
        (Shape::Phone, is_phone(cell)),
        (Shape::Postcode, is_postcode(cell)),
        (Shape::YesOrNo, is_yes_or_no(cell)),
    ];
    tests
        .into_iter()
        .filter(|(_, is)| *is)
        .map(|(shape, _)| shape)
        .collect()
}
