//! How the types of the dataset are written down: closed, redacted, and once.

/// `Debug` that prints the type's name and nothing of its content.
macro_rules! redacted {
    ($($name:ident),+ $(,)?) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )+};
}

/// A closed object: members that must be there, then optional ones. Unknown members are refused.
///
/// `item` objects stand in lists, so they may carry provenance and labels of their own
/// (`schemas/PROTOCOL.md`, "Stated").
macro_rules! record {
    (@struct $(#[$doc:meta])* $name:ident
        { $($(#[$mdoc:meta])* $member:ident: $ty:ty,)* }
        { $($(#[$odoc:meta])* $option:ident: $oty:ty,)* }
    ) => {
        #[derive(Clone, serde::Deserialize, Eq, PartialEq, serde::Serialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        $(#[$doc])*
        pub struct $name {
            $($(#[$mdoc])* pub $member: $ty,)*
            $($(#[$odoc])* #[serde(default, skip_serializing_if = "Option::is_none")]
            pub $option: Option<$oty>,)*
        }
        redacted!($name);
    };
    ($(#[$doc:meta])* item $name:ident
        { $($members:tt)* } $(optional { $($options:tt)* })?
    ) => {
        record! { @struct $(#[$doc])* $name { $($members)* } {
            $($($options)*)?
            /// Where this item comes from, if not from where its field does.
            provenance: $crate::Provenance,
            /// Who may not see this item.
            labels: $crate::Items<$crate::Label>,
        } }
    };
    ($(#[$doc:meta])* $name:ident
        { $($members:tt)* } $(optional { $($options:tt)* })?
    ) => {
        record! { @struct $(#[$doc])* $name { $($members)* } { $($($options)*)? } }
    };
}

/// A code list: unit variants with their words.
///
/// Read as text and as nothing else: what serde derives for an enum also takes a map with one entry
/// from some formats.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        #[non_exhaustive]
        pub enum $name {
            $(
                #[doc = concat!("`", $word, "`")]
                #[cfg_attr(test, schemars(rename = $word))]
                $variant,
            )+
        }

        impl $name {
            /// Every code, in the order of the dataset.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code as it is written in a case.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Word;

                impl serde::de::Visitor<'_> for Word {
                    type Value = $name;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("a code")
                    }

                    fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<$name, E> {
                        match word {
                            $($word => Ok($name::$variant),)+
                            _ => Err(E::unknown_variant(word, &[$($word),+])),
                        }
                    }
                }

                deserializer.deserialize_str(Word)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

/// A text of a certain form: one door in, redacted `Debug`, no `Display`.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $pattern:literal, $is_allowed:expr) => {
        $(#[$doc])*
        #[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name(Box<str>);

        impl $name {
            /// The text as written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::OutOfBounds;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                let is_allowed: fn(&str) -> bool = $is_allowed;
                if is_allowed(&text) {
                    Ok(Self(text.into_boxed_str()))
                } else {
                    Err($crate::OutOfBounds)
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::OutOfBounds;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::try_from(text.to_owned())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::try_from(text).map_err(serde::de::Error::custom)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        #[cfg(test)]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": $pattern })
            }
        }

        redacted!($name);
    };
}

/// A section: its own provenance, then fields by number. A field that is `None` is silent.
macro_rules! section {
    ($(#[$doc:meta])* $name:ident {
        $($(#[$fdoc:meta])* $id:literal $field:ident: $ty:ty,)+
    }) => {
        $(#[$doc])*
        #[derive(Clone, Default, serde::Deserialize, Eq, PartialEq, serde::Serialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// Where the section comes from; holds for each field that does not say otherwise.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub provenance: Option<$crate::Provenance>,
            $(
                $(#[$fdoc])*
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub $field: Option<$ty>,
            )+
        }

        redacted!($name);

        impl $name {
            /// The fields of this section, in the order of their numbers.
            pub const FIELDS: &'static [$crate::Field] = &[$($crate::Field {
                id: $id,
                section: $crate::SectionName::$name,
                name: stringify!($field),
                is_plain: <$ty as $crate::fields::SectionField>::IS_PLAIN,
            }),+];

            /// Whether the section holds no field; it is then sealed as `{}`.
            #[must_use]
            pub const fn is_empty(&self) -> bool {
                $(self.$field.is_none())&&+
            }

            /// What the section says in each of its fields.
            #[must_use]
            pub fn states(&self) -> Vec<(&'static $crate::Field, $crate::FieldState)> {
                let states = [$(
                    $crate::fields::state(self.$field.as_ref()),
                )+];
                Self::FIELDS.iter().zip(states).collect()
            }

            /// The fields that were changed: by whom and why, the latest last, and whether a statement that
            /// contradicts one of them is not told.
            pub(crate) fn corrections(&self) -> Vec<(&'static $crate::Field, &[$crate::Correction], bool)> {
                let changed = [$(
                    self.$field.as_ref().map(|field| {
                        let hides = $crate::fields::SectionField::hides_a_conflict(field);
                        ($crate::fields::SectionField::corrections(field), hides)
                    }),
                )+];
                let all = Self::FIELDS.iter().zip(changed);
                let all = all.filter_map(|(field, changed)| changed.map(|(made, hides)| (field, made, hides)));
                all.filter(|(_, made, _)| !made.is_empty()).collect()
            }

            /// The first field that is called conflicting and has no conflicts, or the reverse.
            pub(crate) fn first_two_sided(&self) -> Option<&'static str> {
                let of_section = self.provenance.as_ref().is_some_and($crate::Provenance::is_conflicting);
                $(
                    if self.$field.as_ref().is_some_and(|field| {
                        $crate::fields::SectionField::is_two_sided(field, of_section)
                    }) {
                        return Some(stringify!($field));
                    }
                )+
                None
            }

            /// Reads the section from JSON, field by field, so that no problem hides another.
            pub(crate) fn read(
                members: &serde_json::Map<String, serde_json::Value>,
                reader: &mut $crate::case::Reader,
            ) -> Self {
                let mut section = Self::default();
                for (name, value) in members {
                    match name.as_str() {
                        "provenance" => section.provenance = reader.field(name, value),
                        $(stringify!($field) => section.$field = reader.field(name, value),)+
                        _ => reader.unknown(name),
                    }
                }
                section
            }
        }
    };
}
