//! Goes through a section as it would be written, and takes down its texts and labels.
//!
//! A serializer that writes nothing: no tree of values is made for every case.

use std::fmt;

use serde::{
    Serialize, Serializer,
    ser::{Impossible, SerializeMap, SerializeSeq, SerializeStruct},
};

use super::texts::{LabelAt, Walked};
use crate::{Label, SectionName};

/// Where one is in a section.
pub(super) struct Walk<'a> {
    section: SectionName,
    path: &'a mut String,
    walked: &'a mut Walked,
    /// Whether a text here is a label of what the path leads to.
    is_label: bool,
}

impl<'a> Walk<'a> {
    pub(super) const fn new(
        section: SectionName,
        path: &'a mut String,
        walked: &'a mut Walked,
    ) -> Self {
        Self {
            section,
            path,
            walked,
            is_label: false,
        }
    }

    /// The same walk, from here on.
    const fn further(&mut self) -> Walk<'_> {
        Walk {
            section: self.section,
            path: self.path,
            walked: self.walked,
            is_label: self.is_label,
        }
    }

    fn member(&mut self, name: &str, value: &(impl Serialize + ?Sized)) -> Result<(), Never> {
        let before = self.path.len();
        let mut walk = self.further();
        if name == "labels" {
            walk.is_label = true;
        } else {
            walk.path.push('.');
            walk.path.push_str(name);
        }
        value.serialize(walk)?;
        self.path.truncate(before);
        Ok(())
    }
}

/// Nothing can go wrong that is not a mistake of ours.
#[derive(Debug)]
pub(super) struct Never;

impl fmt::Display for Never {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a section")
    }
}

impl std::error::Error for Never {}

impl serde::ser::Error for Never {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

macro_rules! passed_over {
    ($($method:ident: $ty:ty)+) => {$(
        fn $method(self, _: $ty) -> Result<(), Never> {
            Ok(())
        }
    )+};
}

impl<'a> Serializer for Walk<'a> {
    type Ok = ();
    type Error = Never;
    type SerializeSeq = Items<'a>;
    type SerializeTuple = Impossible<(), Never>;
    type SerializeTupleStruct = Impossible<(), Never>;
    type SerializeTupleVariant = Impossible<(), Never>;
    type SerializeMap = Members<'a>;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<(), Never>;

    passed_over! {
        serialize_bool: bool serialize_i8: i8 serialize_i16: i16 serialize_i32: i32
        serialize_i64: i64 serialize_u8: u8 serialize_u16: u16 serialize_u32: u32
        serialize_u64: u64 serialize_f32: f32 serialize_f64: f64 serialize_char: char
        serialize_bytes: &[u8] serialize_unit_struct: &'static str
    }

    fn serialize_str(self, text: &str) -> Result<(), Never> {
        if !self.is_label {
            self.walked.say(self.section, self.path, text);
        } else if let Some(label) = Label::ALL.iter().find(|label| label.as_str() == text) {
            self.walked.labels.push(LabelAt {
                path: self.path.clone(),
                section: self.section,
                label: *label,
            });
        }
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Never> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Never> {
        Ok(())
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Never> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Never> {
        Err(Never)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'a>, Never> {
        Ok(Items {
            walk: self,
            next: 0,
        })
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Never> {
        Err(Never)
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Never> {
        Err(Never)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Never> {
        Err(Never)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members<'a>, Never> {
        Ok(Members {
            walk: self,
            name: String::new(),
        })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Never> {
        Ok(self)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Never> {
        Err(Never)
    }
}

impl SerializeStruct for Walk<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        self.member(name, value)
    }

    fn end(self) -> Result<(), Never> {
        Ok(())
    }
}

/// The items of a list.
pub(super) struct Items<'a> {
    walk: Walk<'a>,
    next: usize,
}

impl SerializeSeq for Items<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Never> {
        use fmt::Write;

        let before = self.walk.path.len();
        if !self.walk.is_label {
            write!(self.walk.path, "[{}]", self.next).map_err(|_| Never)?;
        }
        item.serialize(self.walk.further())?;
        self.walk.path.truncate(before);
        self.next += 1;
        Ok(())
    }

    fn end(self) -> Result<(), Never> {
        Ok(())
    }
}

/// The members of a map, of which the names are read too.
pub(super) struct Members<'a> {
    walk: Walk<'a>,
    name: String,
}

impl SerializeMap for Members<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<(), Never> {
        let name = serde_json::to_value(name).map_err(|_| Never)?;
        name.as_str().ok_or(Never)?.clone_into(&mut self.name);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        self.walk.member(&self.name, value)
    }

    fn end(self) -> Result<(), Never> {
        Ok(())
    }
}
