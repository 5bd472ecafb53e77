# The Windows installer from the source tree. Needs Python 3.11 or later and Inno Setup 6.3 or later.
#
#     powershell -File installer\windows\build.ps1 [-Flavour cpu|cuda]
#
# The flavour says which build of PyTorch is installed in .venv; this script does not choose it.
param([ValidateSet('cpu', 'cuda')][string]$Flavour = 'cpu')
$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '..\..')

function Invoke-Step {
    param([string]$Command, [string[]]$Arguments)
    & $Command @Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Command ended with $LASTEXITCODE" }
}

$python = '.venv\Scripts\python.exe'
if (-not (Test-Path $python)) { Invoke-Step 'py' @('-3', '-m', 'venv', '.venv') }
Invoke-Step $python @('-m', 'pip', 'install', '--constraint', 'constraints.txt', '--editable', '.[installer]')
$env:MURA_DESKTOP_FLAVOUR = $Flavour
Invoke-Step $python @('-m', 'PyInstaller', '--noconfirm', 'build_installer.spec')
# torch, then Qt, then a verdict: an installer is not made of a program that fails here
Invoke-Step 'dist\mura-desktop\mura-desktop.exe' @('--self-test')
$version = & $python -c 'import mura_desktop; print(mura_desktop.__version__)'
Invoke-Step $python @('-m', 'installer', 'documents', 'dist')
Invoke-Step 'iscc' @("/DVersion=$version", "/DFlavour=$Flavour", 'installer\windows\mura-desktop.iss')
$made = Get-ChildItem 'dist' -File -Filter "mura-desktop-$version-windows-x64-$Flavour*"
$documents = Get-ChildItem 'dist' -File | Where-Object Name -In 'THIRD-PARTY-NOTICES.txt', 'bill-of-materials.cdx.json'
$sums = foreach ($file in @($made) + @($documents)) {
    '{0}  {1}' -f (Get-FileHash -Algorithm SHA256 $file.FullName).Hash.ToLower(), $file.Name
}
Set-Content -Path 'dist\SHA256SUMS' -Value $sums -Encoding ascii
