@echo off
rem The command line of the app: waits until it has ended, and ends with its exit code. Of the program itself,
rem which is made for windows, a console does neither. It stands beside attache.exe, and in a folder of its own below
rem it for the PATH, where attache.exe would be found first. Everything behind the two dashes is for the command.
setlocal
set "attache=%~dp0attache.exe"
if not exist "%attache%" set "attache=%~dp0..\attache.exe"
"%attache%" -- %*
exit /b %ERRORLEVEL%
