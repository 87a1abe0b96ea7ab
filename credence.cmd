@echo off
rem Runs Credence from a checkout, as the script "credence" beside this file does elsewhere: finds a
rem JDK 25, builds on first use and whenever a source is newer than the build, then starts Java.
rem
rem   CREDENCE_JAVA_HOME   the JDK to use, whatever JAVA_HOME and PATH say
rem   CREDENCE_JAVA_OPTS   more options for Java, such as -Xmx8g
rem
rem No path stands between parentheses below: one that holds a parenthesis would end the block.
setlocal EnableExtensions DisableDelayedExpansion

set "root=%~dp0"
set "root=%root:~0,-1%"
set "work=%root%\.credence"
set "jdk="

rem ---- a JDK --------------------------------------------------------------------------------

if not defined CREDENCE_JAVA_HOME goto :search
call :try "%CREDENCE_JAVA_HOME%"
if defined jdk goto :fresh
>&2 echo credence: CREDENCE_JAVA_HOME is "%CREDENCE_JAVA_HOME%", which is not a JDK 25 or later; point it at one or unset it
exit /b 2

:search
if defined JAVA_HOME call :try "%JAVA_HOME%"
for /f "delims=" %%j in ('where javac.exe 2^>nul') do call :try "%%~dpj.."
for %%b in (
  "%ProgramFiles%\Eclipse Adoptium"
  "%ProgramFiles%\Java"
  "%ProgramFiles%\Microsoft"
  "%ProgramFiles%\Zulu"
  "%ProgramFiles%\Amazon Corretto"
  "%ProgramFiles%\BellSoft"
  "%LOCALAPPDATA%\Programs\Eclipse Adoptium"
  "%USERPROFILE%\.jdks"
) do for /d %%j in ("%%~b\*") do call :try "%%~j"
if defined jdk goto :fresh
>&2 echo credence: no JDK 25 or later found; install one (for example Eclipse Temurin 25) or set CREDENCE_JAVA_HOME to its folder
exit /b 2

rem ---- the build ----------------------------------------------------------------------------

:fresh
set "CREDENCE_ROOT=%root%"
if not exist "%work%\current\credence.jar" goto :build
powershell -NoProfile -Command "$root = $env:CREDENCE_ROOT; $built = (Get-Item -LiteralPath $root\.credence\current\stamp).LastWriteTime; $sources = @(\"$root\pom.xml\") + @(Get-ChildItem -LiteralPath $root -Directory | ForEach-Object { \"$($_.FullName)\pom.xml\"; \"$($_.FullName)\src\main\" } | Where-Object { Test-Path -LiteralPath $_ }); $newer = $sources | ForEach-Object { Get-Item -LiteralPath $_; Get-ChildItem -LiteralPath $_ -Recurse } | Where-Object { $_.LastWriteTime -gt $built } | Select-Object -First 1; if ($newer) { exit 1 }"
if not errorlevel 1 goto :run

:build
where mvn >nul 2>nul
if errorlevel 1 goto :no_maven
if not exist "%work%" mkdir "%work%"
rem A folder is made in one step, so only one process gets it.
mkdir "%work%\lock" 2>nul
if errorlevel 1 goto :locked
>&2 echo credence: building (first use, or a source is newer than the build)
if exist "%work%\new" rmdir /s /q "%work%\new"
mkdir "%work%\new\lib"
type nul >"%work%\new\stamp"
pushd "%root%"
set "JAVA_HOME=%jdk%"
call mvn -B -ntp -pl app -am -Dcredence.launcher package >"%work%\build.log" 2>&1
set "status=%errorlevel%"
popd
if not "%status%"=="0" goto :failed
copy /y "%root%\app\target\launcher\credence-app-*.jar" "%work%\new\credence.jar" >nul
powershell -NoProfile -Command "$ErrorActionPreference = 'Stop'; $root = $env:CREDENCE_ROOT; (Get-Content -LiteralPath $root\app\target\launcher\classpath -Raw).Trim().Split('|') | ForEach-Object { Copy-Item -LiteralPath $_ -Destination $root\.credence\new\lib }" >>"%work%\build.log" 2>&1
if errorlevel 1 goto :failed
if exist "%work%\current" rmdir /s /q "%work%\current" 2>nul
if exist "%work%\current" goto :in_use
ren "%work%\new" current
rem One run on a built-in model; the classes it needs are kept, loaded and linked. Whether the run
rem succeeds does not matter: without this file everything works, only slower.
"%jdk%\bin\java.exe" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:MinHeapFreeRatio=15 -XX:MaxHeapFreeRatio=30 -Xlog:disable "-XX:AOTCacheOutput=%work%\current\credence.aot" -jar "%work%\current\credence.jar" query --model builtin:exact-bayes X --among X Y >>"%work%\build.log" 2>&1
rmdir "%work%\lock"

rem ---- go -----------------------------------------------------------------------------------

rem The virtual machine's own warnings would go to standard output, among the results.
:run
"%jdk%\bin\java.exe" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:MinHeapFreeRatio=15 -XX:MaxHeapFreeRatio=30 -Xlog:disable -Xlog:all=error:stderr "-XX:AOTCache=%work%\current\credence.aot" %CREDENCE_JAVA_OPTS% -jar "%work%\current\credence.jar" %*
exit /b %errorlevel%

:no_maven
>&2 echo credence: Maven (mvn) is not on the PATH; it is needed once, to build: install Maven 3.8 or later
exit /b 2

:locked
>&2 echo credence: another process is building; try again when it is done. If there is none, delete "%work%\lock"
exit /b 2

:failed
rmdir "%work%\lock"
>&2 echo credence: the build failed; Maven's words are in "%work%\build.log"
exit /b 1

:in_use
rmdir "%work%\lock"
>&2 echo credence: an older build still runs from "%work%\current"; wait for it to end, then try again
exit /b 2

rem Takes the folder %1 if it is a JDK 25 or later. Its release file says JAVA_VERSION="25.0.1".
:try
if defined jdk exit /b
if not exist "%~1\bin\javac.exe" exit /b
if not exist "%~1\release" exit /b
for /f tokens^=2^ delims^=.^=^" %%v in ('findstr /b JAVA_VERSION^= "%~1\release"') do if %%v geq 25 set "jdk=%~f1"
exit /b
