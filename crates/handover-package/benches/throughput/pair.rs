//! The peer: `rage` encrypts one tar of the same cases, and `ssh-keygen -Y sign` signs it.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Keys and one tar of the cases, in a folder of its own that goes with this value.
pub(crate) struct Pair(PathBuf);

impl Pair {
    /// `None` where one of the two is not installed.
    pub(crate) fn new(count: usize, case: &[u8]) -> Option<Self> {
        let folder = std::env::temp_dir().join(format!("handover-pair-{}", std::process::id()));
        fs::create_dir_all(folder.join("cases")).unwrap();
        let pair = Self(folder);
        if !pair.run("rage-keygen", &["-o", "age.key"]) {
            return None;
        }
        let key = fs::read_to_string(pair.path("age.key")).unwrap();
        let public = key.split_whitespace().find(|word| word.starts_with("age1"));
        fs::write(pair.path("age.pub"), public.unwrap()).unwrap();
        let keygen = ["-q", "-t", "ed25519", "-N", "", "-f", "ssh"];
        if !pair.run("ssh-keygen", &keygen) {
            return None;
        }
        let public = fs::read_to_string(pair.path("ssh.pub")).unwrap();
        fs::write(pair.path("allowed"), format!("sender {public}")).unwrap();
        for n in 0..count {
            fs::write(pair.path("cases").join(format!("{n:06}")), case).unwrap();
        }
        assert!(pair.run("tar", &["-cf", "cases.tar", "cases"]));
        fs::remove_dir_all(pair.path("cases")).unwrap();
        Some(pair)
    }

    /// Encrypts the tar and signs what comes of it.
    pub(crate) fn seal(&self) {
        let _ = fs::remove_file(self.path("cases.age.sig"));
        let rage = ["-R", "age.pub", "-o", "cases.age", "cases.tar"];
        assert!(self.run("rage", &rage));
        let sign = ["-q", "-Y", "sign", "-f", "ssh", "-n", "file", "cases.age"];
        assert!(self.run("ssh-keygen", &sign));
    }

    /// Verifies the signature and decrypts the tar.
    pub(crate) fn open(&self) {
        let mut verify = Command::new("ssh-keygen");
        verify
            .args(["-q", "-Y", "verify", "-f", "allowed", "-I", "sender"])
            .args(["-n", "file", "-s", "cases.age.sig"])
            .stdin(File::open(self.path("cases.age")).unwrap());
        assert!(self.succeeds(verify));
        let rage = ["-d", "-i", "age.key", "-o", "back.tar", "cases.age"];
        assert!(self.run("rage", &rage));
        fs::remove_file(self.path("back.tar")).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        Path::join(&self.0, name)
    }

    fn run(&self, program: &str, arguments: &[&str]) -> bool {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null());
        self.succeeds(command)
    }

    fn succeeds(&self, mut command: Command) -> bool {
        let command = command.current_dir(&self.0).stdout(Stdio::null());
        let ended = command.stderr(Stdio::null()).status();
        ended.is_ok_and(|status| status.success())
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
