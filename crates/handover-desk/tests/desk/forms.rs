//! What stands in the forms of a page, read as a browser reads them.

/// A form as it would be posted: by its path, with what stands in it.
pub(crate) struct Form(pub(crate) Vec<(String, String)>);

impl Form {
    /// The form of a page that is posted to `path`.
    pub(crate) fn of(page: &str, path: &str) -> Self {
        let mut forms = page.split("<form ").skip(1);
        let own = forms.find(|form| attribute(form, "action").ends_with(path));
        let own = own.unwrap_or_else(|| panic!("no form of {path}: {page}"));
        let own = own.split("</form>").next().unwrap();
        let mut fields = Vec::new();
        for (at, _) in own.match_indices('<') {
            let rest = &own[at + 1..];
            let tag = rest.split('>').next().unwrap();
            let name = attribute(tag, "name");
            if name.is_empty() {
                continue;
            }
            let value = match tag.split([' ', '>']).next().unwrap() {
                "input" => {
                    let kind = attribute(tag, "type");
                    if matches!(&*kind, "checkbox" | "radio") && !tag.ends_with(" checked") {
                        continue;
                    }
                    attribute(tag, "value")
                }
                "select" => {
                    let options = rest.split("</select>").next().unwrap();
                    let chosen = options.split("<option ").skip(1);
                    let mut chosen = chosen.map(|option| option.split('>').next().unwrap());
                    let chosen = chosen.find(|option| option.ends_with(" selected"));
                    chosen
                        .map(|option| attribute(option, "value"))
                        .unwrap_or_default()
                }
                "textarea" => {
                    let text = rest.split_once('>').unwrap().1;
                    unescaped(text.split("</textarea>").next().unwrap())
                }
                _ => continue,
            };
            fields.push((name, value));
        }
        Self(fields)
    }

    /// The same with another answer.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.0.retain(|(field, _)| field != name);
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same without an answer.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.0.retain(|(field, _)| field != name);
        self
    }

    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        let field = self.0.iter().find(|(field, _)| field == name);
        field.map(|(_, value)| value.as_str())
    }

    /// As a browser sends it.
    pub(crate) fn encoded(&self) -> String {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(&self.0).finish()
    }
}

/// The names of the selects that offer this choice.
pub(crate) fn offering(page: &str, choice: &str) -> Vec<String> {
    let selects = page.split("<select ").skip(1);
    let offers = |select: &&str| {
        let options = select.split("</select>").next().unwrap();
        options.contains(&format!("<option value=\"{choice}\""))
    };
    selects
        .filter(offers)
        .map(|select| attribute(select, "name"))
        .collect()
}

/// The names of the fields with this label.
pub(crate) fn labelled(page: &str, label: &str) -> Vec<String> {
    let labels = page.split("<label for=\"").skip(1);
    let own = labels.filter(|one| {
        let text = one.split_once('>').unwrap().1;
        text.split('<').next().unwrap() == label
    });
    own.map(|one| one.split('"').next().unwrap().to_owned())
        .collect()
}

fn attribute(tag: &str, name: &str) -> String {
    let tag = tag.split('>').next().unwrap();
    let value = tag.split_once(&format!("{name}=\""));
    let value = value.map_or("", |(_, rest)| rest.split('"').next().unwrap());
    unescaped(value)
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&#34;", "\"").replace("&#39;", "'");
    text.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#38;", "&")
}
