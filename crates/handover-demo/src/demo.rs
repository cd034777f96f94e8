use std::{env, fmt, io::Write, path::Path, process};

use handover_files::{NewFolder, private_folder};
use handover_report::Paint;

use crate::{DemoError, Program, cast::Cast, chapters, server, story::Story};

/// How the story is told.
#[expect(clippy::exhaustive_structs, reason = "every member is needed")]
pub struct Demo<'a> {
    /// What does the work.
    pub program: &'a dyn Program,
    /// Colours and width of the page.
    pub paint: Paint,
    /// A new folder to work in and leave there; otherwise a temporary one, which goes again.
    pub keep: Option<&'a Path>,
}

impl Demo<'_> {
    /// Tells the story as it happens.
    ///
    /// # Errors
    ///
    /// [`DemoError`]; nothing is left of a temporary folder.
    pub fn tell(&self, output: &mut dyn Write) -> Result<(), DemoError> {
        server::can_connect()?;
        let temporary;
        let folder = match self.keep {
            Some(folder) => {
                private_folder(folder)?;
                folder
            }
            None => {
                // Never finished, so it goes again: at the end, and when we are told to stop.
                let name = format!("handover-demo-{}", process::id());
                temporary = NewFolder::create(&env::temp_dir().join(name))?;
                temporary.path()
            }
        };
        let mut story = Story::begin(output, self.paint);
        chapters::opening(&mut story)?;
        let cast = Cast::assemble(folder, self.program, &mut story)?;
        chapters::tell(&cast, &mut story)?;
        if let Some(folder) = self.keep {
            chapters::kept(&mut story, folder)?;
        }
        story.end()
    }
}

impl fmt::Debug for Demo<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Demo(..)")
    }
}
