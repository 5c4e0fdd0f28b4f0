param([string]$File)
Get-Content -Raw $File | Invoke-Expression
env -0
