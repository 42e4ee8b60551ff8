#!/usr/bin/env bash
# Records what pfdoctor reads of one endpoint: bash collect.sh [case.json]
# It only reads, by `az rest`, as whoever `az login` signed in, and never asks for a secret.
# Values of environment variables and of connections' metadata and credentials are left out but for documented ones.
# Names are not replaced: do that where pfdoctor is, by  pfdoctor snapshot --bundle case.json --to case.json.gz
set -u
export LC_ALL=C
out=${1:-case.json}
subscription=@SUBSCRIPTION@
group=@GROUP@
workspace=@WORKSPACE@
endpoint=@ENDPOINT@
logs='@LOGS@'
export KEPT=@KEPT@
export CONNECTIONS=

command -v az >/dev/null || { echo "az is not installed here" >&2; exit 2; }
arm=$(az cloud show --query endpoints.resourceManager -o tsv) || exit 2
cloud=$(az cloud show --query name -o tsv) || exit 2
arm=${arm%/}
tenant=$(az account show --query tenantId -o tsv 2>/dev/null)
me=$(az ad signed-in-user show --query id -o tsv 2>/dev/null) ||
  me=$(az ad sp show --id "$(az account show --query user.name -o tsv)" --query id -o tsv 2>/dev/null)
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
: > "$work/answers"

# Text as the inside of a JSON text.
json() { printf '%s' "$1" | tr '\000-\037' ' ' | sed 's/[\\"]/\\&/g'; }

# Without the values that may be secrets, of JSON as az prints it: a member a line.
without_secrets() {
  awk '
    BEGIN {
      n = split(ENVIRON["KEPT"], a, " "); for (i = 1; i <= n; i++) kept[a[i]] = 1
      n = split(tolower(ENVIRON["CONNECTIONS"]), a, "\n"); for (i = 1; i <= n; i++) connection[a[i]] = 1
    }
    inside == "" && /^ *"(environmentVariables|metadata|credentials)": \{$/ {
      inside = $0; sub(/".*$/, "}", inside); print; next
    }
    inside != "" && ($0 == inside || $0 == inside ",") { inside = "" }
    inside != "" && /^ *"[^"]*": "/ {
      name = $0; sub(/^ *"/, "", name); sub(/": ".*$/, "", name)
      value = $0; sub(/^ *"[^"]*": "/, "", value); sub(/",?$/, "", value)
      reference = match(value, /\$\{\{ *azureml:\/\/connections\/[^{}]*\}\}/) ? substr(value, RSTART, RLENGTH) : ""
      if (value != reference && !(name in kept) && !(tolower(value) in connection)) {
        gone = (tolower(value) ~ /ml_?index/ ? "@TEXT_INDEX@" : "@TEXT_GONE@") reference
        comma = /,$/ ? "," : ""
        sub(/": ".*$/, "\": \""); print $0 gone "\"" comma; next
      }
    }
    { print }
  '
}

# append REQUEST API-VERSION STATUS FILE [ERROR]
append() {
  {
    [ ! -s "$work/answers" ] || printf ',\n'
    printf '{"request": "%s", "api_version": "%s", "status": %s, ' "$(json "$1")" "$(json "$2")" "$3"
    [ $# -lt 5 ] || printf '"error": "%s", ' "$(json "$5")"
    printf '"read_at": "%s", "body": ' "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
    cat "$4"
    printf '}'
  } >> "$work/answers"
}

# failed REQUEST API-VERSION: what az said, which is the phrase of the status and the body in brackets.
failed() {
  local said status code
  said=$(sed -n 's/^ERROR: //p' "$work/said" | head -n 1)
  status=null
  case $said in
@STATUSES@
  esac
  code=$(printf '%s' "$said" | sed -n 's/.*"code": *"\([A-Za-z0-9_]*\)".*/\1/p')
  printf '{"error": {"code": "%s", "message": "%s"}}' "$code" "$(json "$said")" > "$work/body"
  append "$1" "$2" "$status" "$work/body" "$said"
  echo "  not read: ${said:0:160}" >&2
}

# record PATH API-VERSION [FILTER]: the answer, all pages, each as its own answer. False if it failed.
record() {
  local request="GET $1" url="$arm$1" page
  echo "$request${3:+ $3}" >&2
  set -- "$1" "$2" "api-version=$2" ${3:+"\$filter=$3"}
  [ $# -lt 4 ] || request="$request?$4"
  page=("$@"); page=("${page[@]:2}")
  while :; do
    if ! az rest --method get --url "$url" ${page[@]+--url-parameters "${page[@]}"} -o json \
      > "$work/raw" 2> "$work/said"; then
      failed "$request" "$2"; return 1
    fi
    without_secrets < "$work/raw" > "$work/body"
    append "$request" "$2" 200 "$work/body"
    url=$(sed -n 's/^  "nextLink": "\(.*\)",\{0,1\}$/\1/p' "$work/raw")
    [ -n "$url" ] || return 0
    request="GET $url"; page=()
  done
}

# ask PATH API-VERSION QUERY: what to ask next, a line each.
ask() {
  az rest --method get --url "$arm$1" --url-parameters "api-version=$2" --query "$3" -o tsv 2>/dev/null |
    tr -d '\r' | sed '/^$/d; /^None$/d' | sort -u
}

base=/subscriptions/$subscription
place=$base/resourceGroups/$group
ml=Microsoft.MachineLearningServices
home=$place/providers/$ml/workspaces/$workspace
target=$home/onlineEndpoints/$endpoint

record "$home" @V_ML@
hub=$(ask "$home" @V_ML@ properties.hubResourceId)
record "$target" @V_ML@
CONNECTIONS=$(ask "$home/connections" @V_ML@ 'value[].name'; [ -z "$hub" ] || ask "$hub/connections" @V_ML@ 'value[].name')
record "$target/deployments" @V_ML@
record "$home/connections" @V_ML@
if [ -n "$hub" ]; then
  record "$hub" @V_ML@
  record "$hub/connections" @V_ML@
  record "$base/providers/Microsoft.PolicyInsights" @V_PROVIDERS@
fi
record "${hub:-$home}/outboundRules" @V_ML@

for id in $(ask "$target/deployments" @V_ML@ 'value[].[properties.environmentId, properties.model][]'); do
  case $id in /subscriptions/*) record "$id" @V_ML@ ;; esac
done
for region in $(ask "$target" @V_ML@ location; ask "$home" @V_ML@ location); do
  region=$(printf '%s' "$region" | tr -d ' ' | tr 'A-Z' 'a-z')
  record "$base/providers/$ml/locations/$region/usages" @V_ML@
  record "$base/providers/$ml/locations/$region/vmSizes" @V_ML@
done

identities=$(ask "$target" @V_ML@ 'keys(not_null(identity.userAssignedIdentities, `{}`))')
principals=$(ask "$target" @V_ML@ \
  '[identity.principalId, values(not_null(identity.userAssignedIdentities, `{}`))[].principalId][]')
for id in $identities; do
  record "$id" @V_IDENTITY@
  principals="$principals $(ask "$id" @V_IDENTITY@ properties.principalId)"
done
principals=$(printf '%s\n' $principals $me | sort -u)

storage=$(ask "${hub:-$home}" @V_ML@ properties.storageAccount)
registry=$(ask "${hub:-$home}" @V_ML@ properties.containerRegistry)
[ -z "$storage" ] || record "$storage" @V_STORAGE@
[ -z "$registry" ] || record "$registry" @V_REGISTRY@
record "$base/providers/Microsoft.ContainerRegistry/registries" @V_REGISTRY@
record "$base/providers/Microsoft.CognitiveServices/accounts" @V_ACCOUNT@
record "$base/providers/Microsoft.Search/searchServices" @V_SEARCH@

linked=$(for one in "$home" ${hub:+"$hub"}; do
  ask "$one/connections" @V_ML@ 'value[].properties.metadata.ResourceId'
done | cut -d/ -f1-9 | sort -u)
for id in $linked; do
  case $(printf '%s' "$id" | tr 'A-Z' 'a-z') in
    /subscriptions/*/microsoft.cognitiveservices/accounts/*) record "$id" @V_ACCOUNT@ ;;
    /subscriptions/*/microsoft.search/searchservices/*) record "$id" @V_SEARCH@ ;;
  esac
done

# Roles: for whole subscriptions where that may be read, else for each resource.
roles=providers/Microsoft.Authorization
scopes=$(printf '%s\n' "$home" $hub $storage $registry $linked | sort -u)
for top in $(printf '%s\n' $scopes | cut -d/ -f1-3 | sort -u); do
  record "$top/$roles/roleDefinitions" @V_DEFINITIONS@
  denies=yes
  record "$top/$roles/denyAssignments" @V_ASSIGNMENTS@ || denies=
  for principal in $principals; do
    assigned=yes
    record "$top/$roles/roleAssignments" @V_ASSIGNMENTS@ "assignedTo('$principal')" || assigned=
    for scope in $scopes; do
      case $scope in "$top"/*) ;; *) continue ;; esac
      [ -n "$assigned" ] || record "$scope/$roles/roleAssignments" @V_ASSIGNMENTS@ "assignedTo('$principal')"
    done
  done
  for scope in $scopes; do
    case $scope in "$top"/*) ;; *) continue ;; esac
    [ -n "$denies" ] || record "$scope/$roles/denyAssignments" @V_ASSIGNMENTS@
  done
done
for scope in "$place" $scopes $identities; do
  record "$scope/$roles/permissions" @V_DEFINITIONS@
done

if [ -n "$logs" ]; then
  for name in $(ask "$target/deployments" @V_ML@ 'value[].name'); do
    for container in InferenceServer StorageInitializer; do
      request="POST $target/deployments/$name/getLogs?containerType=$container"
      echo "$request" >&2
      if az rest --method post --url "$arm$target/deployments/$name/getLogs" --url-parameters api-version=@V_LOGS@ \
        --body "{\"containerType\": \"$container\", \"tail\": 5000}" -o json > "$work/body" 2> "$work/said"; then
        append "$request" @V_LOGS@ 200 "$work/body"
      else
        failed "$request" @V_LOGS@
      fi
    done
  done
fi

{
  printf '{%s, "cloud": "%s", ' @HEAD@ "$(json "$cloud")"
  printf '"caller": {"object_id": "%s", "tenant_id": "%s"}, ' "$(json "$me")" "$(json "$tenant")"
  printf '"taken_at": "%s", "answers": [\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
  cat "$work/answers"
  printf '\n]}\n'
} > "$out" || exit 2
echo "$out is written. Look at it before you send it; pfdoctor snapshot --bundle $out --to case.json.gz replaces names." >&2
