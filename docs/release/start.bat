@echo off
rem Find a Python, and let start.py do the rest: start.bat [demo, or a command of govdisclosure]
setlocal
set PYTHONUTF8=1
where py >nul 2>nul
if %errorlevel%==0 (py -3 "%~dp0start.py" %*) else (python "%~dp0start.py" %*)
if "%~1"=="" pause
