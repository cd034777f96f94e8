use handover_interop::{ExtractFile, Mapping, built_in_extract};

/// Rows of each shipped file that a fuzzed mapping reads: enough to reach every rule.
const ROWS: usize = 4;

/// A mapping file, and what it makes of the shipped extracts.
pub fn mapping(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let Ok(mapping) = Mapping::from_toml(text) else {
        return;
    };
    for name in ["harrow-2010", "maternity-2026"] {
        let extract = built_in_extract(name).expect("it ships");
        let short = extract.iter().map(|file| {
            let rows = file
                .bytes()
                .split_inclusive(|byte| *byte == b'\n')
                .take(ROWS);
            ExtractFile::new(file.name(), rows.flatten().copied().collect::<Vec<u8>>())
        });
        read(&mapping, &short.collect::<Vec<_>>());
    }
}

/// An extract: files one after another, a zero byte between them, read by each shipped mapping.
pub fn extract(data: &[u8]) {
    for name in Mapping::built_in_names() {
        let mapping = Mapping::built_in(name).expect("it ships");
        let contents = data.split(|byte| *byte == 0);
        let files: Vec<ExtractFile> = mapping
            .files()
            .zip(contents)
            .map(|(name, bytes)| ExtractFile::new(name, bytes.to_vec()))
            .collect();
        read(&mapping, &files);
    }
}

fn read(mapping: &Mapping, files: &[ExtractFile]) {
    if let Ok(import) = mapping.import(files) {
        assert!(import.summary().is_whole(), "a row was lost");
    }
}
