//! Dovecot, a mail server that nobody on this project wrote, with a mailbox of its own in a temporary folder.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;

pub(crate) const PASSWORD: &str = "hush-hush";

/// Ended with the test.
pub(crate) struct Dovecot {
    child: Child,
    folder: TempDir,
    pub(crate) port: u16,
}

/// A certificate and its key, as PEM.
pub(crate) type Certificate<'a> = (&'a Path, &'a Path);

impl Dovecot {
    /// None, and a word on it, where there is no Dovecot that this is written for.
    pub(crate) fn start(tls: Option<Certificate<'_>>) -> Option<Dovecot> {
        let program = program()?;
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let file = folder.path().join("dovecot.conf");
        fs::write(&file, configuration(folder.path(), port, tls)).unwrap();
        let mut command = Command::new(program);
        let child = command.arg("-F").arg("-c").arg(file).stderr(Stdio::null()).spawn().unwrap();
        let mut dovecot = Dovecot { child, folder, port };
        dovecot.wait();
        Some(dovecot)
    }

    fn wait(&mut self) {
        for _ in 0..300 {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return;
            }
            assert!(self.child.try_wait().unwrap().is_none(), "dovecot ended: {}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("dovecot does not listen: {}", self.log());
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn mail(&self) -> PathBuf {
        self.folder.path().join("mail")
    }

    /// Puts a mail into the mailbox, as a delivery does.
    pub(crate) fn deliver(&self, name: &str, mail: &str) {
        for part in ["tmp", "new", "cur"] {
            if !self.mail().join(part).exists() {
                fs::create_dir_all(self.mail().join(part)).unwrap();
                own(&self.mail());
            }
        }
        let draft = self.mail().join("tmp").join(name);
        fs::write(&draft, mail.replace('\n', "\r\n")).unwrap();
        own(&draft);
        fs::rename(draft, self.mail().join("new").join(name)).unwrap();
    }

    /// Mails that are marked as read.
    pub(crate) fn read(&self) -> usize {
        let names = fs::read_dir(self.mail().join("cur")).into_iter().flatten();
        names.filter(|one| one.as_ref().unwrap().file_name().to_string_lossy().ends_with('S')).count()
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // So that it ends its own processes.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

/// Dovecot lies where only root's PATH leads.
fn program() -> Option<PathBuf> {
    let places = ["/usr/sbin/dovecot", "/usr/local/sbin/dovecot", "/opt/homebrew/sbin/dovecot"];
    let Some(program) = places.iter().map(PathBuf::from).find(|place| place.exists()) else {
        println!(
            "SKIPPED: mail beside Dovecot, which is not installed (Debian: apt-get install dovecot-imapd)"
        );
        return None;
    };
    let version = Command::new(&program).arg("--version").output().unwrap().stdout;
    let version = String::from_utf8_lossy(&version).into_owned();
    if !version.starts_with("2.3.") {
        println!("SKIPPED: mail beside Dovecot; its settings here are those of 2.3, and this is {version}");
        return None;
    }
    Some(program)
}

fn id(flag: &str) -> String {
    let told = Command::new("id").arg(flag).output().unwrap().stdout;
    String::from_utf8(told).unwrap().trim().to_owned()
}

fn is_root() -> bool {
    id("-u") == "0"
}

/// Dovecot reads no mail of root's.
fn own(path: &Path) {
    if is_root() {
        assert!(Command::new("chown").args(["-R", "nobody:nogroup"]).arg(path).status().unwrap().success());
    }
}

fn configuration(folder: &Path, port: u16, tls: Option<Certificate<'_>>) -> String {
    let (users, uid, gid) = if is_root() {
        (String::new(), "nobody".to_owned(), "nogroup".to_owned())
    } else {
        let (user, group) = (id("-un"), id("-gn"));
        let of_login = format!("default_internal_user = {user}\ndefault_login_user = {user}\n");
        (format!("{of_login}default_internal_group = {group}"), user, group)
    };
    let (plain, encrypted, keys) = match tls {
        None => (port, 0, "ssl = no".to_owned()),
        Some((certificate, key)) => {
            let (certificate, key) = (certificate.display(), key.display());
            (0, port, format!("ssl = required\nssl_cert = <{certificate}\nssl_key = <{key}"))
        }
    };
    let (folder, plain, encrypted) = (folder.display().to_string(), plain.to_string(), encrypted.to_string());
    let values = [
        ("@FOLDER@", &folder),
        ("@USERS@", &users),
        ("@KEYS@", &keys),
        ("@PLAIN@", &plain),
        ("@ENCRYPTED@", &encrypted),
        ("@UID@", &uid),
        ("@GID@", &gid),
        ("@PASSWORD@", &PASSWORD.to_owned()),
    ];
    values
        .iter()
        .fold(include_str!("dovecot.conf").to_owned(), |text, (name, value)| text.replace(name, value))
}
