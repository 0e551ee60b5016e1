#!/bin/sh
# Re-creates every enhanced frame of this package from the source with a stock FFmpeg, decodes the enhanced clip, and
# compares the hashes of both.
#
#   sh reproduce.sh SOURCE [FFMPEG]
#
# SOURCE is the original file, FFMPEG the program (ffmpeg on the path; 4.3 or newer).
# Ends with 0: all frames are equal; 1: not the source, or the first frame that differs is named; 2: it cannot run.
# Every value below comes from manifest.json; tables.cmd holds the tables of curves.csv as FFmpeg takes them.

LC_ALL=C
export LC_ALL
source_sha256=@SOURCE_SHA256@
time_base=@TIME_BASE@
graph='@GRAPH@'
first_difference='@FIRST_DIFFERENCE@'
clip=@CLIP@
pixel_format=@PIXEL_FORMAT@

stop() {
    echo "$1" >&2
    exit "$2"
}

case $# in
    1 | 2) ;;
    *) stop "usage: sh reproduce.sh SOURCE [FFMPEG]" 2 ;;
esac
case $1 in
    /*) source=$1 ;;
    *) source=$PWD/$1 ;;
esac
ffmpeg=${2:-ffmpeg}
case $ffmpeg in
    /*) ;;
    */*) ffmpeg=$PWD/$ffmpeg ;;
esac
[ -f "$source" ] || stop "$source is not a file: give the original file." 2
command -v "$ffmpeg" >/dev/null || stop "$ffmpeg is not a program: give the path of FFmpeg as the second argument." 2
cd "$(dirname -- "$0")" || exit 2
[ -f tables.cmd ] || stop "tables.cmd is missing beside reproduce.sh: copy the whole package." 2
[ -f expected.framehash ] || stop "expected.framehash is missing beside reproduce.sh: copy the whole package." 2

if command -v sha256sum >/dev/null; then
    found=$(sha256sum <"$source")
else
    found=$(shasum -a 256 <"$source")
fi
found=${found%% *}
[ "$found" = "$source_sha256" ] || stop "$source has the SHA-256 $found: the package was made of $source_sha256." 1

if "$ffmpeg" -hide_banner -h long 2>/dev/null | grep -e '-fps_mode' >/dev/null; then
    every_frame='-fps_mode passthrough'
else
    every_frame='-vsync 0'
fi
if ! "$ffmpeg" -hide_banner -h filter=lutrgb 2>/dev/null | grep 'T\. set' >/dev/null; then
    echo "$ffmpeg seems to take no commands for its tables: FFmpeg 4.3 or newer is needed." >&2
fi
if [ -n "$first_difference" ]; then
    echo "The package itself says that FFmpeg differs from frame $first_difference on: see README.txt." >&2
fi

compare() { # what FFmpeg's framehash prints with expected.framehash; with 1 the PTS, too
    awk -F ', *' -v stamps="$1" '
        /^#/ { next }
        NR == FNR { name[++expected] = $1; wanted[expected] = (stamps ? $2 " " : "") $3; next }
        !first && (stamps ? $3 " " : "") $6 != wanted[++given] { first = given; got = "gives PTS " $3 " with SHA-256 " $6 }
        END {
            if (!first && given < expected) { first = given + 1; got = "gives no picture" }
            if (!first) { print "All " expected " frames are equal."; exit 0 }
            if (first > expected) print "FFmpeg gives more than the " expected " frames expected."
            else print "Frame " name[first] " differs: FFmpeg " got ", expected was " wanted[first] "."
            exit 1
        }' expected.framehash -
}

printf '%s' "Made again from the source: "
# shellcheck disable=SC2086
"$ffmpeg" -v error -nostdin -noautorotate -copyts -threads 1 -flags +output_corrupt -protocol_whitelist file,pipe \
    -i "file:$source" -map 0:V:0 $every_frame -vf "$graph" -enc_time_base "$time_base" -f framehash -hash sha256 - |
    compare 1
made=$?

printf '%s' "In the enhanced clip: "
[ -f "../$clip" ] || stop "$clip is missing beside the folder reproduce: copy the whole package." 2
# shellcheck disable=SC2086
"$ffmpeg" -v error -nostdin -noautorotate -copyts -protocol_whitelist file,pipe -i "file:../$clip" -map 0:V:0 \
    $every_frame -pix_fmt "$pixel_format" -f framehash -hash sha256 - | compare ""
[ $? = 0 ] && [ $made = 0 ]
