//! A disk that is full: no receipt, 507, and on again once there is room (F-22).

use std::{fs, io::Write, path::Path, process::Command};

use handover_transfer::Problem;

use crate::world::{RECIPIENT, SENDER, World, run};

/// A file system in memory, gone when dropped.
struct SmallDisk<'a>(&'a Path);

impl<'a> SmallDisk<'a> {
    fn mount(at: &'a Path) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"])
            .arg(at)
            .output();
        mount
            .is_ok_and(|done| done.status.success())
            .then_some(Self(at))
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

#[test]
fn a_full_disk_is_told_and_takes_nothing_with_it() {
    run(async {
        let world = World::new();
        let data = world.folder.path().join("small");
        let Some(_disk) = SmallDisk::mount(&data) else {
            println!(
                "SKIPPED a_full_disk_is_told_and_takes_nothing_with_it: no file system can be mounted here"
            );
            return;
        };
        let mut config = world.config();
        config.data = data.clone();
        let served = world.serve_with(config.clone()).await.unwrap();
        let sender = world.client(SENDER, &served);
        let kept = world.seal(5, &[RECIPIENT]);
        let receipt = sender.carry(&kept).await;
        // All of it but some steps of less and less room.
        for room in [400_000_usize, 120_000, 40_000, 8_000, 0] {
            let filler = data.join("filler");
            let mut file = fs::File::create(&filler).unwrap();
            while file.write_all(&[1; 4_096]).is_ok() {}
            let length = usize::try_from(file.metadata().unwrap().len()).unwrap();
            file.set_len(u64::try_from(length.saturating_sub(room)).unwrap())
                .unwrap();
            drop(file);
            let package = world.seal(300, &[RECIPIENT]);
            let announced = sender.announce(&package).await;
            let refused = if announced.status == 507 {
                announced
            } else {
                assert_eq!(announced.status, 201);
                let part = sender.part(&package, 0).await;
                assert_eq!(sender.commit(&package).await.status, 409, "no receipt");
                part
            };
            assert_eq!(
                (refused.status, refused.problem()),
                (507, Problem::Storage),
                "{room}"
            );
            assert!(refused.headers.contains_key("retry-after"));
            assert_eq!(sender.commit(&kept).await.body, receipt);
            fs::remove_file(filler).unwrap();
            // Nothing half is left, and with room it goes on.
            let small = world.seal(2, &[RECIPIENT]);
            sender.carry(&small).await;
        }
        served.stop().await;
        let served = world.serve_with(config).await.unwrap();
        let again = world.client(SENDER, &served).commit(&kept).await;
        assert_eq!(again.body, receipt);
        served.stop().await;
    });
}
