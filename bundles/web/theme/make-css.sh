#!/bin/sh
# Compiles the components that the pages use from govuk-frontend's Sass with our colours (src/main/scss/gishe.scss) and fetches
# htmx. Run it by hand when either changes, and commit what it writes; the build itself needs no Node.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
assets="$here/src/main/resources/org/gishe/web/theme/internal/assets"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent govuk-frontend@6.6.0 sass@1.108.2 htmx.org@2.0.10
npx sass --no-source-map --style=compressed --load-path=node_modules "$here/src/main/scss/gishe.scss" components.css
# our own prefix: these are our pages, with our colours, and may grow apart from their origin
{
    printf '/*! Components of govuk-frontend 6.6.0, (c) Crown copyright, MIT licence; colours and type are ours. See LICENCE.txt */\n'
    sed -e 's/govuk-/g-/g' components.css
} >"$assets/components.css"
cp node_modules/htmx.org/dist/htmx.min.js "$assets/htmx.js"
{
    printf 'components.css is compiled from govuk-frontend 6.6.0:\n\n'
    cat node_modules/govuk-frontend/LICENSE* 2>/dev/null || cat "$here/src/main/scss/LICENCE-govuk-frontend.txt"
    printf '\n\nhtmx.js is htmx 2.0.10:\n\n'
    cat node_modules/htmx.org/LICENSE
} >"$assets/LICENCE.txt"
