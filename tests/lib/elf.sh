# Sourced by suites: ELF files as readelf sees them, not our own reader.

elf_needed()
{
    readelf -dW "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
}

elf_interp()
{
    readelf -lW "$1" | sed -n 's/.*program interpreter: \(.*\)\]/\1/p'
}

elf_machine()
{
    readelf -hW "$1" | sed -n 's/^ *Machine: *//p'
}

# The GLIBC versions that a file needs, lowest first. Only the needs count: the
# same names appear among a libc's definitions.
elf_glibc()
{
    readelf -VW "$1" | awk '/^Version needs/ { on = 1 }
        /^Version (symbols|definition)/ { on = 0 }
        on && match($0, /Name: GLIBC_[A-Za-z0-9_.]+/) {
            print substr($0, RSTART + 12, RLENGTH - 12) }' | sort -Vu
}

# --- what `cargo zbuild verify` sees -------------------------------------------

verify() { cargo-zbuild verify "$@"; }

# agree FILE: NEEDED, interpreter and highest glibc as readelf says.
agree()
{
    verify "$1" >"$work/verified" 2>&1
    equal "$1: needed" "$(verified needed)" "$(elf_needed "$1" | xargs)"
    equal "$1: interpreter" "$(verified interpreter)" "$(elf_interp "$1")"
    equal "$1: highest glibc" "$(verified glibc)" "$(elf_glibc "$1" | tail -n 1)"
}

# verified KEY: what it says behind "KEY:".
verified() { sed -n "s/^  $1: *//p" "$work/verified"; }
