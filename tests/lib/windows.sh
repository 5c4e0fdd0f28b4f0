# Sourced by the suites that build for Windows: programs there run by wine, and
# their headers read by LLVM's readobj, not by our own reader.
#
# Names that a suite uses: pe, pe_dll, pe_exports, pe_imports, imports_only,
# pe_suits.

# One folder for wine, set up once for all clones.
export WINEPREFIX=$cache/wine WINEDLLOVERRIDES=mscoree,mshtml,winedbg.exe=
unset DISPLAY WAYLAND_DISPLAY
mkdir -p "$WINEPREFIX"

# pe FILE MACHINE SUBSYSTEM: what the file's headers say.
pe()
{
    local said
    said=$(llvm-readobj --file-headers "$1") || return 1
    grep -q "Machine: IMAGE_FILE_MACHINE_$2 " <<<"$said" &&
        grep -q "Subsystem: IMAGE_SUBSYSTEM_WINDOWS_$3 " <<<"$said" && return
    grep -E '^ *(Machine|Subsystem):' <<<"$said"
    return 1
}

pe_dll()
{
    llvm-readobj --file-headers "$1" | grep -q 'IMAGE_FILE_DLL ' && pe "$1" "$2" GUI
}

pe_exports()
{
    llvm-readobj --coff-exports "$1" | sed -n 's/^  Name: //p' | sort | xargs
}

pe_imports()
{
    llvm-readobj --coff-imports "$1" | sed -n 's/^  Name: //p' | sort -u
}

# Every DLL that a file imports is one of Windows' own or one that is named: no
# libgcc_s, libunwind or libwinpthread of some mingw.
imports_only()
{
    local file=$1 dll bad=0
    shift
    while read -r dll; do
        case ${dll,,} in
        api-ms-win-* | kernel32.dll | user32.dll | advapi32.dll | ntdll.dll | \
            shell32.dll | gdi32.dll | ws2_32.dll | version.dll | ucrtbase.dll | \
            userenv.dll | bcryptprimitives.dll | bcrypt.dll | dbghelp.dll) ;;
        *) [[ " $* " == *" $dll "* ]] || { echo "imports $dll"; bad=1; } ;;
        esac
    done < <(pe_imports "$file")
    return $bad
}

# pe_suits FILE TARGET DLL…: is it what TARGET's programs and DLLs are? Says what
# is not.
pe_suits()
{
    local file=$1 machine subsystem=CUI
    case $2 in
    x86_64-*) machine=AMD64 ;;
    i686-*) machine=I386 ;;
    aarch64-*) machine=ARM64 ;;
    *) echo "pe_suits: what is $2?"; return 1 ;;
    esac
    shift 2
    if llvm-readobj --file-headers "$file" | grep -q 'IMAGE_FILE_DLL '; then
        subsystem=GUI
    fi
    pe "$file" $machine $subsystem && imports_only "$file" "$@"
}
