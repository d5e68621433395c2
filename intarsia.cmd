@echo off
rem The intarsia command from a source tree on Windows, as ./intarsia is elsewhere: finds a JDK 25, builds when nothing is
rem built yet, starts cli\target\intarsia.jar. After a change of the sources, delete that file: the next start builds.
rem
rem   intarsia test [--all] [MAVEN ARGUMENTS]   mvn verify on that JDK; --all: the whole corpus at every vector width
rem   intarsia --java-home                      prints the JDK it would use
rem   intarsia ANYTHING ELSE                    goes to intarsia.cli; see intarsia --help
rem
rem Exit codes and variables are those of ./intarsia; homes in INTARSIA_JDK_PATH are separated by semicolons.
setlocal EnableExtensions DisableDelayedExpansion
set "root=%~dp0"
set "launcher=%root%cli\src\launcher\resources\intarsia\launcher"
set "jar=%root%cli\target\intarsia.jar"
set "archive=%root%cli\target\intarsia.jsa"
set "log=%root%target\build.log"
set "mvn=mvn"
if defined INTARSIA_MVN set "mvn=%INTARSIA_MVN%"

set "jdk="
call :find_jdk
if not defined jdk goto no_jdk
set "JAVA_HOME=%jdk%"
if "%~1"=="--java-home" goto java_home
if "%~1"=="test" goto test
if not exist "%jar%" call :build || exit /b

set "few="
if "%NUMBER_OF_PROCESSORS%"=="2" set few="@%launcher%\jvm-flags-few-cores"
if "%NUMBER_OF_PROCESSORS%"=="3" set few="@%launcher%\jvm-flags-few-cores"
set "archived="
if "%INTARSIA_CACHE%"=="off" goto start
set archived="-Dintarsia.archive=%archive%"
if exist "%archive%" if exist "%archive%.stamp" set archived=%archived% "-XX:SharedArchiveFile=%archive%"
:start
"%jdk%\bin\java.exe" "@%launcher%\jvm-flags" %few% %archived% %INTARSIA_JAVA_OPTS% -cp "%jar%" intarsia.cli.Main %*
exit /b %errorlevel%

:java_home
echo %jdk%
exit /b 0

rem ---- the JDK: jdk stays undefined where none is found --------------------------------------------------------------

:find_jdk
if not defined INTARSIA_JDK_PATH goto search
for %%h in ("%INTARSIA_JDK_PATH:;=" "%") do call :take "%%~h"
exit /b
:search
if defined JAVA_HOME call :take "%JAVA_HOME%"
for %%j in (java.exe) do if not "%%~$PATH:j"=="" call :take "%%~dp$PATH:j.."
rem call puts the values of variables into a line of the file.
for /f "usebackq eol=# delims=" %%p in ("%launcher%\jdk-folders") do call :look "%%p"
exit /b

rem :look PATTERN   a line of jdk-folders
:look
if defined jdk exit /b
set "pattern=%~1"
if "%pattern:~0,1%"=="~" set "pattern=%USERPROFILE%%pattern:~1%"
set "pattern=%pattern:/=\%"
for /d %%h in ("%pattern%") do call :take "%%~h"
exit /b

rem :take HOME   takes the first JDK of the wanted version; its release file answers without starting a JVM
:take
if defined jdk exit /b
if not exist "%~1\bin\java.exe" exit /b
if not exist "%~1\bin\javac.exe" exit /b
if not exist "%~1\release" exit /b
findstr /r /c:"^JAVA_VERSION=\"25[\".+-]" "%~1\release" >nul && set "jdk=%~f1"
exit /b

:no_jdk
>&2 echo intarsia: no JDK 25 found
if defined INTARSIA_JDK_PATH (
    >&2 echo   looked at "%INTARSIA_JDK_PATH%"
) else (
    >&2 echo   looked at JAVA_HOME, java on PATH, and the folders in "%launcher%\jdk-folders"
)
>&2 echo   install a JDK 25 (a full JDK, any vendor), or set JAVA_HOME to one
exit /b 3

rem ---- the build: the exit code of :build is 0 when the jar is there -------------------------------------------------

:build
if "%INTARSIA_BUILD%"=="never" goto not_built
call :find_maven || exit /b
if not exist "%root%target" mkdir "%root%target"
>&2 echo intarsia: building, which takes some minutes the first time
pushd "%root%"
call "%mvn%" -B -ntp -DskipTests -pl cli -am package >"%log%" 2>&1 <nul
set "status=%errorlevel%"
popd
if "%status%"=="0" exit /b 0
>&2 echo intarsia: the build failed
>&2 echo   Maven ended with exit code %status%
>&2 echo   read "%log%"
exit /b 1

:not_built
>&2 echo intarsia: not built, and INTARSIA_BUILD=never
>&2 echo   looked for "%jar%"
>&2 echo   run it once without INTARSIA_BUILD
exit /b 3

:find_maven
if exist "%mvn%" exit /b 0
where /q "%mvn%" && exit /b 0
>&2 echo intarsia: no Maven found, and the sources must be built
>&2 echo   looked for "%mvn%"
>&2 echo   install Maven 3.8.7 or later, or name its mvn.cmd in INTARSIA_MVN
exit /b 3

:test
call :find_maven || exit /b
set "arguments="
for /f "tokens=1,*" %%a in ("%*") do set "arguments=%%b"
if defined arguments set "arguments=%arguments:--all=-Dintarsia.all=true%"
pushd "%root%"
call "%mvn%" -B -ntp verify %arguments% <nul
set "status=%errorlevel%"
popd
if "%status%"=="0" exit /b 0
exit /b 1
