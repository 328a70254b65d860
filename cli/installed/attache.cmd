@echo off
rem Runs the command line of the app: waits until it ends, and returns its exit code. A console does neither
rem for attache.exe itself, because that is a program for windows. There are two copies of this file. One is beside
rem attache.exe. The other is in a folder below it. That folder goes into the PATH: in the folder of attache.exe,
rem Windows would find attache.exe first. All arguments after the two dashes are for the command.
setlocal
set "attache=%~dp0attache.exe"
if not exist "%attache%" set "attache=%~dp0..\attache.exe"
"%attache%" -- %*
exit /b %ERRORLEVEL%
