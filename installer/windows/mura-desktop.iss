; The Windows installer, made by Inno Setup 6.3 or later from the folder that
; build_installer.spec leaves in dist\mura-desktop:
;
;     iscc /DVersion=0.1.0 /DFlavour=cpu installer\windows\mura-desktop.iss
;
; build.ps1 takes the steps before it, and tells it the version.

#ifndef Version
  #error Version is missing: iscc /DVersion=... (mura_desktop.__version__)
#endif
#ifndef Flavour
  #define Flavour "cpu"
#endif

#define Name "MURA Desktop"
#define Program "mura-desktop.exe"
#define Source "..\..\dist\mura-desktop"

[Setup]
; the same in every version, so that a new one replaces the old one
AppId={{6F0B5C0E-9C6B-4E0B-9B6B-3C1E5D7A2F14}
AppName={#Name}
AppVersion={#Version}
AppVerName={#Name} {#Version}
AppPublisher={#Name}
AppComments=Not a medical device. For research and education. Not for diagnosis.
VersionInfoVersion={#Version}
; for one user without an administrator's rights, or for all of them
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog commandline
DefaultDirName={autopf}\{#Name}
DefaultGroupName={#Name}
DisableProgramGroupPage=yes
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
LicenseFile=..\..\LICENSE
InfoBeforeFile=before.txt
UninstallDisplayIcon={app}\{#Program}
UninstallDisplayName={#Name}
ChangesAssociations=yes
CloseApplications=yes
OutputDir=..\..\dist
OutputBaseFilename=mura-desktop-{#Version}-windows-x64-{#Flavour}
Compression=lzma2/normal
SolidCompression=no
; the flavour with CUDA is larger than the 2.1 GB that one file of an installer can hold
DiskSpanning=yes
DiskSliceSize=2000000000
WizardStyle=modern

[Languages]
Name: "english"; MessagesFile: "compiler:Default.isl"

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked
Name: "associate"; Description: "{cm:AssocFileExtension,{#Name},.dcm}"

[Files]
Source: "{#Source}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[InstallDelete]
; libraries of an older version must not lie beside the new ones
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{group}\{#Name}"; Filename: "{app}\{#Program}"
Name: "{autodesktop}\{#Name}"; Filename: "{app}\{#Program}"; Tasks: desktopicon

[Registry]
; the program is offered for radiographs; .dcm is opened with it where the user says so
Root: HKA; Subkey: "Software\Classes\MuraDesktop.Dicom"; ValueType: string; ValueData: "DICOM image"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\MuraDesktop.Dicom\DefaultIcon"; ValueType: string; ValueData: "{app}\{#Program},0"
Root: HKA; Subkey: "Software\Classes\MuraDesktop.Dicom\shell\open\command"; ValueType: string; ValueData: """{app}\{#Program}"" ""%1"""
Root: HKA; Subkey: "Software\Classes\.dcm\OpenWithProgids"; ValueType: string; ValueName: "MuraDesktop.Dicom"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.dcm"; ValueType: string; ValueData: "MuraDesktop.Dicom"; Flags: uninsdeletevalue; Tasks: associate
Root: HKA; Subkey: "Software\Classes\Applications\{#Program}"; ValueType: string; ValueName: "FriendlyAppName"; ValueData: "{#Name}"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Applications\{#Program}\SupportedTypes"; ValueType: string; ValueName: ".dcm"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\{#Program}\SupportedTypes"; ValueType: string; ValueName: ".png"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\{#Program}\SupportedTypes"; ValueType: string; ValueName: ".jpg"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\{#Program}\SupportedTypes"; ValueType: string; ValueName: ".tif"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\{#Program}\shell\open\command"; ValueType: string; ValueData: """{app}\{#Program}"" ""%1"""

[Run]
; torch, Qt and the C++ runtime in the order in which the program loads them, on this machine
Filename: "{app}\{#Program}"; Parameters: "--self-test"; Description: "Check that the program works on this computer"; Flags: postinstall runhidden waituntilterminated skipifsilent unchecked
Filename: "{app}\{#Program}"; Description: "{cm:LaunchProgram,{#Name}}"; Flags: postinstall nowait skipifsilent

[Code]
const
  RuntimeKey = 'SOFTWARE\Microsoft\VisualStudio\14.0\VC\Runtimes\x64';
  OldestMinor = 40; // torch is built with Visual Studio 2022; its c10.dll asks for 14.40

function RuntimeIsRecent: Boolean;
var
  Major, Minor: Cardinal;
begin
  Result :=
    RegQueryDWordValue(HKLM64, RuntimeKey, 'Major', Major) and
    RegQueryDWordValue(HKLM64, RuntimeKey, 'Minor', Minor) and
    ((Major > 14) or ((Major = 14) and (Minor >= OldestMinor)));
end;

function InitializeSetup: Boolean;
begin
  Result := True;
  if RuntimeIsRecent then
    exit;
  Result := SuppressibleMsgBox(
    'MURA Desktop needs the Microsoft Visual C++ Redistributable 2015-2022 (x64), version 14.40 or later, ' +
    'which is missing or older here. Without it the window opens but radiographs are not judged.' + #13#10#13#10 +
    'Install the program all the same?',
    mbConfirmation, MB_YESNO, IDYES) = IDYES;
end;
