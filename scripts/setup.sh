# Sourced by run.sh and test.sh: makes .venv with the pinned dependencies and what the system lacks for them.
# Done once; quick when nothing changed.

venv="$PWD/.venv"
python="$venv/bin/python"

say() { printf '%s\n' "$*" >&2; }
fail() { say "lle-studio: $*"; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else return 1; fi
}

install_packages() { # Debian packages, where apt is there
    command -v apt-get >/dev/null || return 1
    say "Installing system packages: $*"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update >/dev/null || return 1
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >/dev/null
}

find_python() {
    for candidate in python3.13 python3.12 python3.11 python3; do
        if command -v "$candidate" >/dev/null &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$candidate"
            return 0
        fi
    done
    return 1
}

make_venv() {
    local base
    base=$(find_python) || { install_packages python3 python3-venv && base=$(find_python); } ||
        fail "Python 3.11 or newer is needed: install it and run this again."
    rm -rf "$venv"
    "$base" -m venv "$venv" 2>/dev/null || {
        rm -rf "$venv"
        install_packages python3-venv || fail "The Python module venv is missing: install python3-venv."
        "$base" -m venv "$venv" || fail "$base cannot make a virtual environment."
    }
}

refuse_cuda() { # a plain install of torch can bring several GB of CUDA packages: not by accident
    [ "${LLE_ALLOW_CUDA:-}" = 1 ] && return 0
    "$python" -m pip install --quiet --dry-run --report "$venv/torch.json" -c constraints.txt torch 2>"$venv/pip.log" || {
        tail -n 12 "$venv/pip.log" >&2
        fail "torch cannot be had for this system: see above, and the installation page of PyTorch."
    }
    if grep -qE '"name": "(nvidia|cuda)[-_]' "$venv/torch.json"; then
        fail "torch would bring several GB of CUDA packages here. Point pip at PyTorch's CPU builds (PIP_INDEX_URL or" \
            "PIP_EXTRA_INDEX_URL, see the installation page of PyTorch), or allow it with LLE_ALLOW_CUDA=1."
    fi
}

qt_is_whole() { # its modules load, and so does what draws on an X screen
    "$python" -c 'import PySide6.QtWidgets' 2>/dev/null || return 1
    command -v ldd >/dev/null || return 0
    ! find "$venv" -name libqxcb.so -exec ldd {} + 2>/dev/null | grep -q 'not found'
}

stamp=$({ printf '%s\n' "$PWD"; cat pyproject.toml constraints.txt scripts/setup.sh; } | cksum)
if [ ! -x "$python" ] || [ "$(cat "$venv/.ready" 2>/dev/null)" != "$stamp" ]; then
    say "Setting up .venv (once; a few minutes)…"
    make_venv
    refuse_cuda
    "$python" -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]' ||
        fail "The dependencies could not be installed: see above."
    qt_is_whole ||
        install_packages libegl1 libgl1 libglib2.0-0 libfontconfig1 libdbus-1-3 libxkbcommon0 libxkbcommon-x11-0 \
            libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 \
            libxcb-shape0 libxcb-xinerama0 libxcb-xkb1 || say "Qt's system libraries could not be installed."
    "$python" -c 'import PySide6.QtWidgets' || fail "Qt does not start: install the libraries named above."
    if command -v fc-list >/dev/null && [ -z "$(fc-list :lang=ko family)" ]; then
        install_packages fonts-nanum || say "No Korean font was found: the Korean interface needs one."
    fi
    printf '%s' "$stamp" >"$venv/.ready"
fi
