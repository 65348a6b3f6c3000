//! Builds the web chat and puts it into the program. Where it cannot be built, the program is built without it, says so
//! here, and says so again to whoever opens the page.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
};

const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

fn main() -> io::Result<()> {
    let out = PathBuf::from(variable("OUT_DIR")?);
    let web = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join("web");
    for source in ["src", "public", "index.html", "package.json", "package-lock.json", "vite.config.ts"] {
        println!("cargo::rerun-if-changed=web/{source}");
    }
    let built = out.join("page");
    let page = match build(&web, &built) {
        Ok(()) => page(&built)?,
        Err(why) => {
            println!("cargo::warning=the web page is left out of this build: {why}");
            format!("const WHY: &str = {why:?};\nstatic FILES: &[File] = &[];\n")
        }
    };
    fs::write(out.join("page.rs"), page)
}

/// Why it is not there stands in the error, with what to do.
fn build(web: &Path, built: &Path) -> Result<(), String> {
    let again = "then build again (touch channels/build.rs)";
    if Command::new(NPM).arg("--version").output().is_err() {
        return Err(format!("npm was not found; install Node 20 or newer, {again}."));
    }
    if !is_installed(web) {
        npm(web, &["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .map_err(|said| format!("npm could not fetch what the page is made with ({said}); {again}."))?;
    }
    let out = built.to_string_lossy();
    npm(web, &["run", "build", "--", "--outDir", &out]).map_err(|said| {
        format!("the page did not build ({said}); see `npm run build` in channels/web, {again}.")
    })
}

/// Whether what the lock file names was installed from it.
fn is_installed(web: &Path) -> bool {
    let time = |path: &str| fs::metadata(web.join(path)).and_then(|file| file.modified());
    match (time("node_modules/.package-lock.json"), time("package-lock.json")) {
        (Ok(installed), Ok(locked)) => installed >= locked,
        _ => false,
    }
}

/// Runs npm; what it says last is the error.
fn npm(web: &Path, arguments: &[&str]) -> Result<(), String> {
    let output =
        Command::new(NPM).args(arguments).current_dir(web).output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(said.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or("it did not say why").to_owned())
}

/// The files as a table of Rust. The bundler leaves each packed file beside its plain one.
fn page(built: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    collect(built, &mut files)?;
    files.sort();
    let mut table = "const WHY: &str = \"\";\nstatic FILES: &[File] = &[\n".to_owned();
    for file in files.iter().filter(|file| file.extension().is_none_or(|end| end != "gz")) {
        let path = file.strip_prefix(built).unwrap_or(file).to_string_lossy().replace('\\', "/");
        let kind = match file.extension().and_then(|end| end.to_str()) {
            Some("html") => "text/html; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("svg") => "image/svg+xml",
            Some("woff2") => "font/woff2",
            _ => "application/octet-stream",
        };
        let include = |file: &str| format!("include_bytes!({file:?})");
        let plain = file.display().to_string();
        let packed = Some(format!("{plain}.gz")).filter(|packed| Path::new(packed).exists());
        let packed = packed.map_or("None".to_owned(), |packed| format!("Some({})", include(&packed)));
        let plain = include(&plain);
        table +=
            &format!("    File {{ path: {path:?}, kind: {kind:?}, plain: {plain}, packed: {packed} }},\n");
    }
    Ok(table + "];\n")
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { collect(&path, files)? } else { files.push(path) }
    }
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "cargo tells a build script by its environment where things are"
)]
fn variable(name: &str) -> io::Result<String> {
    env::var(name).map_err(io::Error::other)
}
