#!/bin/sh
# The whole map again: study/map/reproduce.sh [PROGRAM]. Writes study/map/results; the same bytes for the same version of the program.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
program=${1:-$here/../../target/release/ambimech}
for part in small middle large; do
    "$program" sweep "$here/$part.toml" --out "$here/made/$part"
    "$program" sweep plot "$here/made/$part"
    mkdir -p "$here/results/$part"
    for file in codebook.csv frequencies.csv phase-1-1.svg results.parquet sweep.html sweep.json; do
        cp "$here/made/$part/$file" "$here/results/$part/$file"
    done
    gzip -9 -n -c "$here/made/$part/results.csv" > "$here/results/$part/results.csv.gz"
done
python3 "$here/report.py" > "$here/results/tables.md"
