# The beginning of every script: the project's root as working directory, and the shared functions.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
for part in ui machine packages node build tests gate; do
    # shellcheck source=/dev/null
    source "script/lib/$part.sh"
done
unset part
use_project_node
