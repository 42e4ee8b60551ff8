# Records what pfdoctor reads of one endpoint:  .\collect.ps1 [case.json]
# It only reads, by `az rest`, as whoever `az login` signed in, and never asks for a secret.
# Values of environment variables and of connections' metadata and credentials are left out but for documented ones.
# Names are not replaced: do that where pfdoctor is, by  pfdoctor snapshot --bundle case.json --to case.json.gz
param([string] $Out = 'case.json')

$ErrorActionPreference = 'Continue'
[Console]::OutputEncoding = New-Object Text.UTF8Encoding $false
$Kept = @(@KEPT@)
$Statuses = @{ @STATUSES@ }
$Logs = @LOGS@
$Answers = New-Object Collections.ArrayList
$Connections = @()
$Utf8 = New-Object Text.UTF8Encoding $false
$Query = [IO.Path]::GetTempFileName()
$Payload = [IO.Path]::GetTempFileName()
$Said = [IO.Path]::GetTempFileName()

$Arm = (az cloud show --query endpoints.resourceManager -o tsv).TrimEnd('/')
$Cloud = az cloud show --query name -o tsv
if (-not $Arm) { throw 'az is not installed here, or not set up' }
$Tenant = az account show --query tenantId -o tsv
$Me = az ad signed-in-user show --query id -o tsv 2> $Said
if (-not $Me) { $Me = az ad sp show --id (az account show --query user.name -o tsv) --query id -o tsv 2> $Said }

function Get-Now { [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ') }

function Hide-Value([string] $Name, [string] $Value) {
    $reference = [regex]::Match($Value, '\$\{\{ *azureml://connections/[^{}]*\}\}').Value
    if ($Value -eq $reference -or $Kept -ccontains $Name -or $Connections -contains $Value) { return $Value }
    if ($Value -match 'ml_?index') { return '@TEXT_INDEX@' + $reference }
    return '@TEXT_GONE@' + $reference
}

# Without the values that may be secrets.
function Hide-Secrets($Node, [bool] $Inside) {
    if ($Node -is [Management.Automation.PSCustomObject]) {
        foreach ($member in @($Node.PSObject.Properties)) {
            if ($Inside -and $member.Value -is [string] -and $member.Value) {
                $member.Value = Hide-Value $member.Name $member.Value
            } else {
                Hide-Secrets $member.Value ($Inside -or @('environmentVariables', 'metadata', 'credentials') -ccontains $member.Name)
            }
        }
    } elseif ($Node -is [Array]) {
        foreach ($item in $Node) { Hide-Secrets $item $Inside }
    }
}

# What az answers, or the status and the words of its refusal.
function Invoke-Rest([string] $Method, [string] $Url, [hashtable] $Parameters, [hashtable] $Body) {
    [IO.File]::WriteAllText($Query, (ConvertTo-Json $Parameters -Compress), $Utf8)
    $arguments = @('rest', '--method', $Method, '--url', $Url, '--url-parameters', "@$Query", '-o', 'json')
    if ($Body) {
        [IO.File]::WriteAllText($Payload, (ConvertTo-Json $Body -Compress), $Utf8)
        $arguments += @('--body', "@$Payload")
    }
    $text = (& az @arguments 2> $Said) -join "`n"
    if ($LASTEXITCODE -eq 0) {
        return @{ Status = 200; Body = ConvertFrom-Json $text }
    }
    $words = ([IO.File]::ReadAllText($Said) -split "`r?`n" | Where-Object { $_ -match 'ERROR: ' } | Select-Object -First 1)
    $words = "$words" -replace '^.*?ERROR: ', ''
    $status = $null
    foreach ($phrase in $Statuses.Keys) { if ($words.StartsWith($phrase)) { $status = $Statuses[$phrase] } }
    $code = [regex]::Match($words, '"code": *"(\w+)"').Groups[1].Value
    return @{ Status = $status; Words = $words; Body = @{ error = @{ code = $code; message = $words } } }
}

function Add-Answer([string] $Request, [string] $Version, $Got) {
    $answer = [ordered]@{ request = $Request; api_version = $Version; status = $Got.Status }
    if ($Got.Words) {
        $answer.error = $Got.Words
        Write-Host "  not read: $($Got.Words)"
    }
    $answer.read_at = Get-Now
    $answer.body = $Got.Body
    [void] $Answers.Add($answer)
}

# The body of the answer, all pages in one; nothing if it failed.
function Save-Answer([string] $Path, [string] $Version, [string] $Filter) {
    $parameters = @{ 'api-version' = $Version }
    $request = "GET $Path"
    if ($Filter) {
        $parameters['$filter'] = $Filter
        $request += '?$filter=' + $Filter
    }
    Write-Host $request
    $got = Invoke-Rest 'get' ($Arm + $Path) $parameters
    $items = @()
    while ($got.Status -eq 200 -and $got.Body.nextLink) {
        $items += @($got.Body.value)
        $link, $rest = $got.Body.nextLink -split '\?', 2
        $parameters = @{}
        foreach ($pair in $rest -split '&') {
            $name, $value = $pair -split '=', 2
            $parameters[[Uri]::UnescapeDataString($name)] = [Uri]::UnescapeDataString($value)
        }
        $got = Invoke-Rest 'get' $link $parameters
        if ($got.Status -eq 200) { $got.Body.value = $items + @($got.Body.value); $items = @() }
    }
    if ($got.Status -eq 200) { Hide-Secrets $got.Body $false }
    Add-Answer $request $Version $got
    if ($got.Status -eq 200) { return $got.Body }
}

function Get-Parts([string] $Id, [int] $Count) { ($Id -split '/')[0..($Count)] -join '/' }

$base = '/subscriptions/' + @SUBSCRIPTION@
$place = $base + '/resourceGroups/' + @GROUP@
$provider = '/providers/Microsoft.MachineLearningServices'
$workspace = $place + $provider + '/workspaces/' + @WORKSPACE@
$endpoint = $workspace + '/onlineEndpoints/' + @ENDPOINT@

# The names of connections tell which variables are none of a secret.
$own = Invoke-Rest 'get' "$Arm$workspace/connections" @{ 'api-version' = @V_ML@ }
if ($own.Status -eq 200) { $Connections = @($own.Body.value | ForEach-Object { $_.name }) }

$found = Save-Answer $workspace @V_ML@
$hub = $found.properties.hubResourceId
$linked = @((Save-Answer "$workspace/connections" @V_ML@).value | ForEach-Object { $_.properties.metadata.ResourceId })
$own = $found
if ($hub) {
    $own = Save-Answer $hub @V_ML@
    $linked += @((Save-Answer "$hub/connections" @V_ML@).value | ForEach-Object { $_.properties.metadata.ResourceId })
    [void] (Save-Answer "$base/providers/Microsoft.PolicyInsights" @V_PROVIDERS@)
} else {
    $hub = $workspace
}
[void] (Save-Answer "$hub/outboundRules" @V_ML@)
$online = Save-Answer $endpoint @V_ML@
$deployments = @((Save-Answer "$endpoint/deployments" @V_ML@).value)
$used = $deployments | ForEach-Object { $_.properties.environmentId; $_.properties.model }
foreach ($id in @($used | Where-Object { $_ -like '/subscriptions/*' } | Select-Object -Unique)) {
    [void] (Save-Answer $id @V_ML@)
}
foreach ($region in @($online.location, $found.location | Where-Object { $_ } | Select-Object -Unique)) {
    $region = ($region -replace ' ', '').ToLowerInvariant()
    [void] (Save-Answer "$base$provider/locations/$region/usages" @V_ML@)
    [void] (Save-Answer "$base$provider/locations/$region/vmSizes" @V_ML@)
}

$principals = @($online.identity.principalId)
$identities = @($online.identity.userAssignedIdentities.PSObject.Properties | ForEach-Object { $_.Name })
foreach ($id in $identities) {
    $principals += $online.identity.userAssignedIdentities.$id.principalId
    $principals += (Save-Answer $id @V_IDENTITY@).properties.principalId
}
$principals = @($principals + $Me | Where-Object { $_ } | Select-Object -Unique)

$storage = $own.properties.storageAccount
$registry = $own.properties.containerRegistry
if ($storage) { [void] (Save-Answer $storage @V_STORAGE@) }
if ($registry) { [void] (Save-Answer $registry @V_REGISTRY@) }
[void] (Save-Answer "$base/providers/Microsoft.ContainerRegistry/registries" @V_REGISTRY@)
[void] (Save-Answer "$base/providers/Microsoft.CognitiveServices/accounts" @V_ACCOUNT@)
[void] (Save-Answer "$base/providers/Microsoft.Search/searchServices" @V_SEARCH@)
$linked = @($linked | Where-Object { $_ } | ForEach-Object { Get-Parts $_ 8 } | Select-Object -Unique)
foreach ($id in $linked) {
    if ($id -like '*/Microsoft.CognitiveServices/accounts/*') { [void] (Save-Answer $id @V_ACCOUNT@) }
    if ($id -like '*/Microsoft.Search/searchServices/*') { [void] (Save-Answer $id @V_SEARCH@) }
}

# Roles: for whole subscriptions where that may be read, else for each resource.
$roles = 'providers/Microsoft.Authorization'
$scopes = @(@($workspace, $hub, $storage, $registry) + $linked | Where-Object { $_ } | Select-Object -Unique)
foreach ($top in @($scopes | ForEach-Object { Get-Parts $_ 2 } | Select-Object -Unique)) {
    $below = @($scopes | Where-Object { $_ -like "$top/*" })
    [void] (Save-Answer "$top/$roles/roleDefinitions" @V_DEFINITIONS@)
    if (-not (Save-Answer "$top/$roles/denyAssignments" @V_ASSIGNMENTS@)) {
        foreach ($scope in $below) { [void] (Save-Answer "$scope/$roles/denyAssignments" @V_ASSIGNMENTS@) }
    }
    foreach ($principal in $principals) {
        $filter = "assignedTo('$principal')"
        if (-not (Save-Answer "$top/$roles/roleAssignments" @V_ASSIGNMENTS@ $filter)) {
            foreach ($scope in $below) { [void] (Save-Answer "$scope/$roles/roleAssignments" @V_ASSIGNMENTS@ $filter) }
        }
    }
}
foreach ($scope in @($place) + $scopes + $identities) {
    [void] (Save-Answer "$scope/$roles/permissions" @V_DEFINITIONS@)
}

if ($Logs) {
    foreach ($deployment in $deployments) {
        foreach ($container in 'InferenceServer', 'StorageInitializer') {
            $path = "$endpoint/deployments/$($deployment.name)/getLogs"
            Write-Host "POST $path $container"
            $got = Invoke-Rest 'post' "$Arm$path" @{ 'api-version' = @V_LOGS@ } @{ containerType = $container; tail = 5000 }
            Add-Answer "POST ${path}?containerType=$container" @V_LOGS@ $got
        }
    }
}

$texts = @($Answers | ForEach-Object { ConvertTo-Json $_ -Depth 100 -Compress })
$caller = @{ object_id = "$Me"; tenant_id = "$Tenant" }
$head = '{' + @HEAD@ + ', "cloud": ' + (ConvertTo-Json "$Cloud") + ', "caller": ' + (ConvertTo-Json $caller -Compress)
$head += ', "taken_at": "' + (Get-Now) + '", "answers": ['
$path = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Out)
[IO.File]::WriteAllText($path, $head + "`n" + ($texts -join ",`n") + "`n]}`n", $Utf8)
Remove-Item $Query, $Payload, $Said
Write-Host "$Out is written. Look at it before you send it; pfdoctor snapshot --bundle $Out --to case.json.gz replaces names."
