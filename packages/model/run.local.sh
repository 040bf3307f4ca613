#!/bin/bash
cd /work/wt/model/packages/model; exec ../../node_modules/.bin/tsx --conditions=@hgn/source exp.local.ts threads=1 "$@"
