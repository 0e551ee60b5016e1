<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko_KR">
<context>
    <name>Action</name>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="10"/>
        <source>Open clip…</source>
        <translation>영상 열기…</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="11"/>
        <source>Open case file…</source>
        <translation>사건 파일 열기…</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="13"/>
        <source>Remember files and folders</source>
        <translation>파일과 폴더 기억하기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="14"/>
        <source>Off: what is remembered of them is forgotten, and nothing more is kept.</source>
        <translation>끄면 기억하던 것을 지우고, 더는 남기지 않습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="17"/>
        <source>Forget recent files</source>
        <translation>최근 파일 기록 지우기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="18"/>
        <source>Also the folders used last, and the log. Case files and audit logs stay.</source>
        <translation>최근에 쓴 폴더와 로그도 지웁니다. 사건 파일과 감사 로그는 그대로 남습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="21"/>
        <source>Save case file</source>
        <translation>사건 파일 저장</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="22"/>
        <source>Settings, marks and notes. They are also kept by themselves while you work.</source>
        <translation>설정, 표시, 메모를 저장합니다. 작업하는 동안 저절로도 보관됩니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="24"/>
        <source>Save case file as…</source>
        <translation>사건 파일을 다른 이름으로 저장…</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="25"/>
        <source>Export…</source>
        <translation>내보내기…</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="25"/>
        <source>Writes an evidence package.</source>
        <translation>증거 패키지를 씁니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="27"/>
        <source>Snapshot…</source>
        <translation>스냅숏…</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="28"/>
        <source>Writes the frame on the screen as an exact picture, with its hash and table.</source>
        <translation>화면의 프레임을 해시와 변환표를 붙여 정확한 그림으로 씁니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="30"/>
        <source>Verify package…</source>
        <translation>패키지 검증…</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="32"/>
        <source>Audit log…</source>
        <translation>감사 로그…</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="33"/>
        <source>Who did what and when, and whether its chain of hashes holds.</source>
        <translation>누가 언제 무엇을 했는지, 해시 사슬이 온전한지 보여 줍니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="35"/>
        <source>Quit</source>
        <translation>끝내기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="36"/>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="37"/>
        <source>Redo</source>
        <translation>다시 실행</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="38"/>
        <source>Reset the enhancement</source>
        <translation>개선 설정 초기화</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="39"/>
        <source>Play</source>
        <translation>재생</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="40"/>
        <source>Pause</source>
        <translation>일시 정지</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="42"/>
        <source>Play backwards</source>
        <translation>역재생</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="43"/>
        <location filename="../../lle_studio/gui/action_words.py" line="47"/>
        <source>Pressed again, twice as fast.</source>
        <translation>다시 누르면 두 배 빨라집니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="46"/>
        <source>Play, then faster</source>
        <translation>재생, 다시 누르면 더 빠르게</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="49"/>
        <source>Half the speed</source>
        <translation>속도 절반</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="50"/>
        <source>Twice the speed</source>
        <translation>속도 두 배</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="52"/>
        <source>Loop between in and out</source>
        <translation>시작과 끝 사이 반복</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="53"/>
        <source>Without marks, the whole clip is played over and over.</source>
        <translation>표시가 없으면 영상 전체를 되풀이합니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="55"/>
        <source>One frame back</source>
        <translation>한 프레임 뒤로</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="56"/>
        <source>One frame forward</source>
        <translation>한 프레임 앞으로</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="57"/>
        <source>Ten frames back</source>
        <translation>10프레임 뒤로</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="58"/>
        <source>Ten frames forward</source>
        <translation>10프레임 앞으로</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="59"/>
        <source>First frame</source>
        <translation>첫 프레임</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="60"/>
        <source>Last frame</source>
        <translation>마지막 프레임</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="62"/>
        <source>Previous key frame</source>
        <translation>이전 키 프레임</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="63"/>
        <source>A key frame was coded by itself: nothing in it comes from other pictures.</source>
        <translation>키 프레임은 단독으로 부호화된 프레임으로, 다른 그림에서 온 것이 없습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="65"/>
        <source>Next key frame</source>
        <translation>다음 키 프레임</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="66"/>
        <source>Previous marked frame</source>
        <translation>이전 표시 프레임</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="67"/>
        <source>Next marked frame</source>
        <translation>다음 표시 프레임</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="68"/>
        <source>Go to frame index or time</source>
        <translation>프레임 인덱스나 시간으로 이동</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="70"/>
        <source>Mark in</source>
        <translation>시작 표시</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="71"/>
        <source>The frame on the screen becomes the first of the marked range.</source>
        <translation>화면의 프레임을 표시 구간의 첫 프레임으로 합니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="74"/>
        <source>Mark out</source>
        <translation>끝 표시</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="75"/>
        <source>The frame on the screen becomes the last of the marked range.</source>
        <translation>화면의 프레임을 표시 구간의 마지막 프레임으로 합니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="77"/>
        <source>Clear in and out</source>
        <translation>시작과 끝 표시 지우기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="79"/>
        <source>Bookmark this frame</source>
        <translation>이 프레임에 책갈피</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="80"/>
        <source>Give it a note in the panel Marks.</source>
        <translation>표시와 메모 창에서 메모를 붙일 수 있습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="82"/>
        <source>Side by side</source>
        <translation>나란히</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="84"/>
        <source>Split</source>
        <translation>분할</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="85"/>
        <source>Original on the left of a line you can drag, result on the right.</source>
        <translation>끌 수 있는 선의 왼쪽은 원본, 오른쪽은 결과입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="88"/>
        <source>Result alone</source>
        <translation>결과만</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="89"/>
        <source>Hold Space to see the original in its place.</source>
        <translation>스페이스를 누르고 있으면 그 자리에 원본이 보입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="92"/>
        <source>Difference</source>
        <translation>차이</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="93"/>
        <source>How far each sample was moved, times a gain: black is unchanged.</source>
        <translation>각 표본이 얼마나 바뀌었는지에 배율을 곱한 것입니다. 검은 곳은 그대로입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="95"/>
        <source>Fit to the window</source>
        <translation>창에 맞추기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="96"/>
        <source>One pixel of the file, one of the screen</source>
        <translation>파일의 화소 하나를 화면의 화소 하나로</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="97"/>
        <source>Larger</source>
        <translation>확대</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="98"/>
        <source>Smaller</source>
        <translation>축소</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="100"/>
        <source>Automatic exposure level</source>
        <translation>노출 수준 자동</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="101"/>
        <source>What the network finds natural for the frame on the screen.</source>
        <translation>화면의 프레임에 신경망이 자연스럽다고 보는 값입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="104"/>
        <source>Hold the curves for comparison</source>
        <translation>비교용으로 커브 붙잡기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="105"/>
        <source>Keeps the curves on the screen, dotted, while you go on; again drops them.</source>
        <translation>지금 커브를 점선으로 남겨 둡니다. 다시 누르면 없앱니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="107"/>
        <source>Full screen</source>
        <translation>전체 화면</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="108"/>
        <source>The method and the window</source>
        <translation>방법과 화면 안내</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="109"/>
        <source>Keyboard shortcuts…</source>
        <translation>단축키…</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="111"/>
        <source>Self-test…</source>
        <translation>자체 점검…</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="112"/>
        <source>Checks this installation against recorded results.</source>
        <translation>이 설치본을 기준 결과와 비교합니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="114"/>
        <source>Show log</source>
        <translation>로그 보기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/action_words.py" line="115"/>
        <source>About LLE Studio</source>
        <translation>LLE Studio 정보</translation>
    </message>
</context>
<context>
    <name>Advice</name>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="83"/>
        <source>Compare with a known colour in the scene; Clip, Colour as coded sets it by hand.</source>
        <translation>현장의 알려진 색과 비교하십시오. 영상 › 색 해석에서 직접 정할 수 있습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="84"/>
        <source>Ask for the complete recording; what is here can be used.</source>
        <translation>완전한 녹화본을 요청하십시오. 남아 있는 부분은 쓸 수 있습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="88"/>
        <source>Look at the original in a player for HDR, too.</source>
        <translation>HDR을 지원하는 플레이어로도 원본을 확인하십시오.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="89"/>
        <source>Moving edges look combed; do not measure across lines of one frame.</source>
        <translation>움직이는 가장자리가 빗살처럼 보입니다. 한 프레임의 여러 줄에 걸쳐 측정하지 마십시오.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="90"/>
        <source>Take times from the timestamps, never from counting frames.</source>
        <translation>시간은 프레임을 세지 말고 타임스탬프에서 얻으십시오.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="91"/>
        <source>Nothing is known of what happened meanwhile; say so in the report.</source>
        <translation>그동안 무슨 일이 있었는지는 알 수 없습니다. 보고서에 밝히십시오.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="92"/>
        <source>Name frames by index; do not rely on times.</source>
        <translation>프레임을 인덱스로 부르고 시간에 의존하지 마십시오.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="93"/>
        <source>Name frames by index; the times are nominal.</source>
        <translation>프레임을 인덱스로 부르십시오. 시간은 명목값입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="95"/>
        <source>Ask for an unencrypted copy.</source>
        <translation>암호화되지 않은 사본을 요청하십시오.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="96"/>
        <source>Export each part by itself.</source>
        <translation>부분마다 따로 내보내십시오.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="97"/>
        <source>Compare with a circle or a number plate; Clip, Shape of the picture sets it.</source>
        <translation>원이나 번호판과 비교하십시오. 영상 › 화면 모양에서 정할 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>AnswersTable</name>
    <message>
        <location filename="../../lle_studio/gui/answers.py" line="34"/>
        <source>✓ holds</source>
        <translation>✓ 적합</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/answers.py" line="34"/>
        <source>✗ fails</source>
        <translation>✗ 부적합</translation>
    </message>
</context>
<context>
    <name>AuditDialog</name>
    <message>
        <location filename="../../lle_studio/gui/audit_dialog.py" line="113"/>
        <source>Reading …</source>
        <translation>읽는 중…</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/audit_dialog.py" line="151"/>
        <location filename="../../lle_studio/gui/audit_dialog.py" line="152"/>
        <source>Audit log</source>
        <translation>감사 로그</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/audit_dialog.py" line="154"/>
        <source>Line</source>
        <translation>줄</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/audit_dialog.py" line="154"/>
        <source>Time</source>
        <translation>시각</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/audit_dialog.py" line="154"/>
        <source>User (examiner)</source>
        <translation>사용자 (감정인)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/audit_dialog.py" line="154"/>
        <source>Action</source>
        <translation>작업</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/audit_dialog.py" line="154"/>
        <source>What</source>
        <translation>내용</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/audit_dialog.py" line="156"/>
        <source>Save a copy…</source>
        <translation>사본 저장…</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/audit_dialog.py" line="157"/>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/audit_dialog.py" line="171"/>
        <source>The chain does not hold: the log was changed.</source>
        <translation>사슬이 온전하지 않습니다. 로그가 변경되었습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/audit_dialog.py" line="173"/>
        <source>The chain of {lines} lines holds.</source>
        <translation>{lines}줄의 사슬이 온전합니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/audit_dialog.py" line="185"/>
        <source>Save a copy of the audit log</source>
        <translation>감사 로그 사본 저장</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/audit_dialog.py" line="190"/>
        <source>Saved: {path}</source>
        <translation>저장했습니다: {path}</translation>
    </message>
</context>
<context>
    <name>CaseCommands</name>
    <message>
        <location filename="../../lle_studio/gui/case_commands.py" line="107"/>
        <source>Enhancement</source>
        <translation>개선 설정</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/case_commands.py" line="112"/>
        <source>Weights</source>
        <translation>가중치</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/case_commands.py" line="116"/>
        <source>Reset</source>
        <translation>초기화</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/case_commands.py" line="122"/>
        <source>Shape of the picture</source>
        <translation>화면 모양</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/case_commands.py" line="127"/>
        <source>Colour as coded</source>
        <translation>색 해석</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/case_commands.py" line="163"/>
        <source>Mark in</source>
        <translation>시작 표시</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/case_commands.py" line="163"/>
        <source>Mark out</source>
        <translation>끝 표시</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/case_commands.py" line="166"/>
        <source>Clear in and out</source>
        <translation>시작과 끝 표시 지우기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/case_commands.py" line="175"/>
        <source>Bookmark</source>
        <translation>책갈피</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/case_commands.py" line="178"/>
        <source>Open a case file</source>
        <translation>사건 파일 열기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/case_commands.py" line="184"/>
        <source>Case files</source>
        <translation>사건 파일</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/case_commands.py" line="197"/>
        <source>Save the case file</source>
        <translation>사건 파일 저장</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/case_commands.py" line="215"/>
        <source>Forgotten: the files opened last, the folders used last, and the log. Marks, notes and audit logs are work, and stay: those of clips without a case file of their own are in {folder}.</source>
        <translation>최근에 연 파일, 최근에 쓴 폴더, 로그를 지웠습니다. 표시, 메모, 감사 로그는 작업 내용이므로 그대로 남습니다. 별도의 사건 파일이 없는 영상의 것은 {folder}에 있습니다.</translation>
    </message>
</context>
<context>
    <name>CaseDocument</name>
    <message>
        <location filename="../../lle_studio/gui/document.py" line="173"/>
        <source>The case file {path} marks frames this clip does not have: its marks are left out.</source>
        <translation>사건 파일 {path}에 이 영상에 없는 프레임이 표시되어 있어 그 표시는 쓰지 않습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/document.py" line="196"/>
        <source>The file has changed since its marks were made: they may not belong to these frames.</source>
        <translation>표시를 만든 뒤 파일이 바뀌었습니다. 표시가 이 프레임들의 것이 아닐 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>Check</name>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="119"/>
        <source>Files unchanged</source>
        <translation>파일 변경 없음</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="120"/>
        <source>Manifest</source>
        <translation>매니페스트</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="121"/>
        <source>Signature</source>
        <translation>서명</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="122"/>
        <source>Time stamp</source>
        <translation>시점 확인</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="123"/>
        <source>Audit log</source>
        <translation>감사 로그</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="124"/>
        <source>Appendix</source>
        <translation>부록</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="125"/>
        <source>Files for a stock FFmpeg</source>
        <translation>일반 FFmpeg용 파일</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="126"/>
        <source>Other open formats</source>
        <translation>그 밖의 공개 형식</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="127"/>
        <source>Tables applied by a stock FFmpeg</source>
        <translation>일반 FFmpeg로 표 적용</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="128"/>
        <source>Curve log</source>
        <translation>커브 기록</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="129"/>
        <source>Export decoded by PyAV</source>
        <translation>결과 영상을 PyAV로 복호화</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="130"/>
        <source>Export decoded by FFmpeg</source>
        <translation>결과 영상을 FFmpeg로 복호화</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="131"/>
        <source>Frames and timestamps</source>
        <translation>프레임과 타임스탬프</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="132"/>
        <source>Source file</source>
        <translation>원본 파일</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="133"/>
        <source>Tables applied to the source</source>
        <translation>원본에 변환표 다시 적용</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="134"/>
        <source>Audio packets</source>
        <translation>오디오 패킷</translation>
    </message>
</context>
<context>
    <name>ClipBar</name>
    <message>
        <location filename="../../lle_studio/gui/clip_bar.py" line="82"/>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_bar.py" line="83"/>
        <source>Show all</source>
        <translation>모두 보기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_bar.py" line="84"/>
        <source>Reading the file: %p %</source>
        <translation>파일을 읽는 중: %p %</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_bar.py" line="101"/>
        <source>… and {count} more</source>
        <translation>… 외 {count}건</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_bar.py" line="109"/>
        <source>{count} frames</source>
        <translation>{count}프레임</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_bar.py" line="114"/>
        <source>pixels {aspect}</source>
        <translation>화소 비율 {aspect}</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_bar.py" line="116"/>
        <source>turned {degrees}°</source>
        <translation>{degrees}° 회전</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_bar.py" line="122"/>
        <source>tagged</source>
        <translation>파일에 표기됨</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_bar.py" line="122"/>
        <source>assumed</source>
        <translation>가정함</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_bar.py" line="122"/>
        <source>chosen</source>
        <translation>직접 선택</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_bar.py" line="123"/>
        <source>limited range</source>
        <translation>제한 범위</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_bar.py" line="123"/>
        <source>full range</source>
        <translation>전체 범위</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_bar.py" line="132"/>
        <source>{size} bytes, {format}</source>
        <translation>{size}바이트, {format}</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_bar.py" line="133"/>
        <source>time base {base}, nominal rate {rate}</source>
        <translation>시간 단위 {base}, 명목 프레임률 {rate}</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_bar.py" line="134"/>
        <source>The file is opened read-only and never changed.</source>
        <translation>파일은 읽기 전용으로 열며 절대 변경하지 않습니다.</translation>
    </message>
</context>
<context>
    <name>ClipPanel</name>
    <message>
        <location filename="../../lle_studio/gui/clip_panel.py" line="88"/>
        <location filename="../../lle_studio/gui/clip_panel.py" line="93"/>
        <source>Stop</source>
        <translation>멈춤</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_panel.py" line="88"/>
        <location filename="../../lle_studio/gui/clip_panel.py" line="93"/>
        <source>Continue</source>
        <translation>계속</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_panel.py" line="92"/>
        <source>Analysis: %p %</source>
        <translation>분석: %p %</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_panel.py" line="94"/>
        <source>The clip is decoded once in the background; it goes on where it stopped.</source>
        <translation>영상을 백그라운드에서 한 번 복호화합니다. 멈춘 곳에서 이어집니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_panel.py" line="95"/>
        <source>The clip over time</source>
        <translation>시간에 따른 영상</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_panel.py" line="98"/>
        <source>Click to go to a frame, drag the upright line to go through the clip. The wheel magnifies at the mouse, dragging moves the range, a double click shows all. From the top: mean luminance, clipped share and largest gain, the curve of every frame (input code upwards, output code as colour), events.</source>
        <translation>클릭하면 그 프레임으로 가고, 세로선을 끌면 영상을 훑어봅니다. 휠은 마우스 위치에서 확대하고, 끌면 범위가 움직이며, 두 번 클릭하면 전체가 보입니다. 위에서부터 평균 휘도, 잘린 비율과 최대 이득, 프레임마다의 커브(위로 입력 코드, 색은 출력 코드), 사건입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_panel.py" line="108"/>
        <source>luminance in</source>
        <translation>입력 휘도</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_panel.py" line="109"/>
        <source>luminance out</source>
        <translation>출력 휘도</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_panel.py" line="110"/>
        <source>clipped %</source>
        <translation>잘림 %</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_panel.py" line="111"/>
        <source>largest gain</source>
        <translation>최대 이득</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_panel.py" line="112"/>
        <source>scene cut</source>
        <translation>장면 전환</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_panel.py" line="113"/>
        <source>damaged or missing</source>
        <translation>손상 또는 없음</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_panel.py" line="114"/>
        <source>same as the frame before</source>
        <translation>앞 프레임과 같음</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_panel.py" line="115"/>
        <source>gap in time</source>
        <translation>시간 공백</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_panel.py" line="116"/>
        <source>light changes</source>
        <translation>조명 변화</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_panel.py" line="117"/>
        <source>key frame</source>
        <translation>키 프레임</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_panel.py" line="118"/>
        <source>bookmark</source>
        <translation>책갈피</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_panel.py" line="152"/>
        <source>Point at the plots to read a frame off.</source>
        <translation>그래프를 가리키면 프레임의 값을 읽습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_panel.py" line="155"/>
        <source>Frame index {index}</source>
        <translation>프레임 인덱스 {index}</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_panel.py" line="158"/>
        <source>gain × {gain}</source>
        <translation>이득 × {gain}</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/clip_panel.py" line="160"/>
        <source>clipped {share} %</source>
        <translation>잘림 {share} %</translation>
    </message>
</context>
<context>
    <name>ColorMode</name>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="45"/>
        <source>Per channel (R, G, B)</source>
        <translation>채널별 (R, G, B)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="46"/>
        <source>Shared (one curve for R, G, B)</source>
        <translation>공통 (R, G, B에 커브 하나)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="47"/>
        <source>Luma (Y as coded, Cb and Cr straight)</source>
        <translation>휘도 (부호화된 Y에 커브, Cb·Cr은 직선)</translation>
    </message>
</context>
<context>
    <name>ControlsPanel</name>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="137"/>
        <source>Auto</source>
        <translation>자동</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="138"/>
        <source>limit to</source>
        <translation>한계</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="263"/>
        <source>This frame</source>
        <translation>이 프레임으로</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="140"/>
        <source>Reset</source>
        <translation>초기화</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="139"/>
        <source>Card…</source>
        <translation>카드…</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="263"/>
        <source>This range</source>
        <translation>이 구간</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="270"/>
        <source>Locked to the frame shown</source>
        <translation>화면의 프레임에 고정</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="270"/>
        <source>Locked to the median of in to out</source>
        <translation>시작–끝 구간의 중앙값에 고정</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="272"/>
        <source>Locked to frame {index}</source>
        <translation>{index}번 프레임에 고정</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="275"/>
        <source>Locked to the median of {first} to {last}</source>
        <translation>{first}–{last}의 중앙값에 고정</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="280"/>
        <source>Exposure level L</source>
        <translation>노출 수준 L</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="281"/>
        <source>Gain</source>
        <translation>이득</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="282"/>
        <source>Colour mode</source>
        <translation>색 모드</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="283"/>
        <source>Chroma gain</source>
        <translation>색차 이득</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="284"/>
        <source>Curves</source>
        <translation>커브</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="287"/>
        <source>Of each frame</source>
        <translation>프레임마다 따로</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="288"/>
        <source>Smoothed over time</source>
        <translation>시간에 따라 평활화</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="289"/>
        <source>Weights</source>
        <translation>가중치</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="301"/>
        <source>Window in seconds</source>
        <translation>창 길이(초)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="305"/>
        <source>The mean luminance the network aims at: 0 is black, 1 is white, 0.60 is the method&apos;s default. It changes the curves, never the file.</source>
        <translation>신경망이 목표로 하는 평균 휘도입니다. 0은 검정, 1은 흰색이며 0.60이 이 방법의 기본값입니다. 커브만 바뀌고 파일은 바뀌지 않습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="312"/>
        <source>Sets L to the natural exposure the network estimates for this frame. A start, not a truth: look at it.</source>
        <translation>신경망이 이 프레임에 대해 추정한 자연스러운 노출로 L을 맞춥니다. 출발점일 뿐 정답이 아니므로 눈으로 확인하십시오.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="316"/>
        <source>How steep a curve may be, in output codes for one input code. Noise grows by as much as the picture, so a limit keeps unlit ground dark instead of spreading two codes over the whole screen. What L then cannot reach is said on the right.</source>
        <translation>커브의 최대 기울기(입력 코드 1에 대한 출력 코드 수)입니다. 잡음도 영상과 같은 배율로 커지므로, 한계를 두면 빛이 닿지 않은 곳은 어둡게 남고 한두 코드가 화면 전체로 번지지 않습니다. 그 때문에 L에 이르지 못한 만큼은 오른쪽에 표시됩니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="324"/>
        <source>Per channel: R, G and B each through a curve of its own, as in the method&apos;s paper. Shared: one curve for all three, so that greys stay grey. Luma: the brightness samples as they are coded go through one curve and colour is only scaled; the cleanest for dark compressed video.</source>
        <translation>채널별: 논문대로 R, G, B가 각자의 커브를 거칩니다. 공통: 세 채널에 커브 하나를 써서 회색이 회색으로 남습니다. 휘도: 부호화된 밝기 표본만 커브를 거치고 색은 배율만 조정하며, 어두운 압축 영상에서 가장 깨끗합니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="330"/>
        <source>How much colour differences (Cb, Cr) are strengthened around grey. 1 leaves them as they are.</source>
        <translation>회색을 중심으로 색차(Cb, Cr)를 얼마나 키울지 정합니다. 1이면 그대로 둡니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="334"/>
        <source>Of each frame: every frame has its own curves. Smoothed: the mean of the curves within a window of time around the frame, never across a scene cut, so that brightness does not flicker. Locked: all frames take the curves of one frame, or the median curves of the range from in to out, so that frames can be compared and a change of light stays visible.</source>
        <translation>프레임마다: 프레임마다 자신의 커브를 씁니다. 평활화: 프레임을 중심으로 한 시간 창 안의 커브를 평균하며, 장면 전환을 넘지 않아 밝기가 깜박이지 않습니다. 고정: 모든 프레임이 한 프레임의 커브, 또는 시작부터 끝까지 구간의 중앙값 커브를 씁니다. 프레임끼리 비교할 수 있고 조명 변화가 그대로 보입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="340"/>
        <source>Length of the window in seconds; the frame is in its middle.</source>
        <translation>창의 길이(초)입니다. 프레임은 창의 한가운데에 있습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="341"/>
        <source>Lock to the frame on the screen, or to the range marked now, instead.</source>
        <translation>대신 화면의 프레임이나 지금 표시된 구간에 고정합니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="344"/>
        <source>Which trained network proposes the curves. studio: this program&apos;s. paper: the published method as written, at its exposure level 0.60 only.</source>
        <translation>커브를 제안하는 학습된 신경망입니다. studio: 이 프로그램의 것. paper: 발표된 방법 그대로이며 노출 수준 0.60에서만 씁니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="348"/>
        <source>What the weights were trained on, what they reach, and their SHA-256.</source>
        <translation>가중치의 학습 자료, 성능, SHA-256입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/controls.py" line="349"/>
        <source>Back to the defaults.</source>
        <translation>기본값으로 되돌립니다.</translation>
    </message>
</context>
<context>
    <name>CurvesPanel</name>
    <message>
        <location filename="../../lle_studio/gui/curves_panel.py" line="85"/>
        <source>For each value in the file (input code, 0 to 255) the value it becomes (output code). These integers are the whole explanation of the picture: they are what is applied, what is logged, and what is plotted here. The dashed line would change nothing. A curve that never falls never turns dark into bright. Below: how often each code occurs in the file; on the right: in the result (logarithm of the counts). Dotted upright lines: from there on codes become black or white.</source>
        <translation>파일의 값(입력 코드, 0–255)마다 그것이 바뀌는 값(출력 코드)을 나타냅니다. 이 정수들이 영상에 대한 설명의 전부로, 적용되고 기록되고 여기에 그려지는 것이 모두 같습니다. 파선은 아무것도 바꾸지 않는 선입니다. 내려가지 않는 커브는 어두운 것을 더 밝은 것보다 밝게 만들지 않습니다. 아래는 파일에, 오른쪽은 결과에 각 코드가 나타나는 횟수(로그)입니다. 세로 점선부터는 코드가 검정이나 흰색이 됩니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/curves_panel.py" line="94"/>
        <source>The gamma and gain that come closest to each table over the samples of this frame, and how far it is off them: a way to say what it does, not what is applied.</source>
        <translation>이 프레임의 표본에 대해 변환표에 가장 가까운 감마와 배율, 그리고 그와의 차이입니다. 하는 일을 말로 나타낸 것일 뿐 실제로 적용되는 것은 변환표입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/curves_panel.py" line="98"/>
        <source>Hold</source>
        <translation>붙잡기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/curves_panel.py" line="99"/>
        <source>Keeps these curves, dotted, for comparison; again drops them.</source>
        <translation>비교할 수 있도록 지금 커브를 점선으로 남깁니다. 다시 누르면 없앱니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/curves_panel.py" line="100"/>
        <source>Take along</source>
        <translation>가져가기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/curves_panel.py" line="101"/>
        <source>Copy the tables, or save them or the plot.</source>
        <translation>변환표를 복사하거나 변환표와 그래프를 저장합니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/curves_panel.py" line="103"/>
        <source>Copy as CSV</source>
        <translation>CSV로 복사</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/curves_panel.py" line="104"/>
        <source>Copy as .cube</source>
        <translation>.cube로 복사</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/curves_panel.py" line="105"/>
        <source>Save as CSV…</source>
        <translation>CSV로 저장…</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/curves_panel.py" line="106"/>
        <source>Save as .cube…</source>
        <translation>.cube로 저장…</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/curves_panel.py" line="107"/>
        <source>Save the plot as SVG…</source>
        <translation>그래프를 SVG로 저장…</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/curves_panel.py" line="108"/>
        <source>Save the plot as PNG…</source>
        <translation>그래프를 PNG로 저장…</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/curves_panel.py" line="112"/>
        <source>Plot of the tables</source>
        <translation>변환표 그래프</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/curves_panel.py" line="114"/>
        <source>input code</source>
        <translation>입력 코드</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/curves_panel.py" line="115"/>
        <source>output code</source>
        <translation>출력 코드</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/curves_panel.py" line="137"/>
        <source>{path} cannot be written ({reason}): choose another place.</source>
        <translation>{path}에 쓸 수 없습니다({reason}). 다른 곳을 고르십시오.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/curves_panel.py" line="195"/>
        <source>Save</source>
        <translation>저장</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/curves_panel.py" line="223"/>
        <source>unchanged</source>
        <translation>변화 없음</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/curves_panel.py" line="231"/>
        <source>Point at the plot to read a value off.</source>
        <translation>그래프를 가리키면 값을 읽습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/curves_panel.py" line="239"/>
        <source>{code} → {values}   noise gain in brackets</source>
        <translation>{code} → {values}   괄호 안은 잡음 이득</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/curves_panel.py" line="249"/>
        <source>{name}: gamma {gamma}, gain {gain}, residual {residual} codes</source>
        <translation>{name}: 감마 {gamma}, 배율 {gain}, 차이 {residual}코드</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/curves_panel.py" line="261"/>
        <source>held: frame {index}</source>
        <translation>붙잡음: {index}번 프레임</translation>
    </message>
</context>
<context>
    <name>Dock</name>
    <message>
        <location filename="../../lle_studio/gui/docks.py" line="39"/>
        <source>Enhancement</source>
        <translation>개선 설정</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/docks.py" line="40"/>
        <source>Curves</source>
        <translation>커브</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/docks.py" line="41"/>
        <source>Measures</source>
        <translation>측정값</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/docks.py" line="42"/>
        <source>Clip over time</source>
        <translation>시간에 따른 영상</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/docks.py" line="43"/>
        <source>Marks and notes</source>
        <translation>표시와 메모</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/docks.py" line="44"/>
        <source>File information</source>
        <translation>파일 정보</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/docks.py" line="45"/>
        <source>Exports</source>
        <translation>내보내기</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="147"/>
        <source>Choose a folder for the evidence package first.</source>
        <translation>먼저 증거 패키지를 저장할 폴더를 고르십시오.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="150"/>
        <source>The first frame comes after the last one.</source>
        <translation>첫 프레임이 마지막 프레임보다 뒤에 있습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="175"/>
        <source>{folder} exists already: choose a new folder.</source>
        <translation>{folder} 폴더가 이미 있습니다. 새 폴더를 고르십시오.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="250"/>
        <source>Export an evidence package</source>
        <translation>증거 패키지 내보내기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="253"/>
        <source>Writes the enhanced clip without loss, the tables of every frame, and what others need to check both. The source is only read.</source>
        <translation>개선된 영상을 무손실로, 모든 프레임의 변환표와 제3자 검증에 필요한 자료를 함께 저장합니다. 원본은 읽기만 합니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="258"/>
        <source>Source</source>
        <translation>원본</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="259"/>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="260"/>
        <source>Exposure level L</source>
        <translation>노출 수준 L</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="261"/>
        <source>Frames</source>
        <translation>프레임</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="262"/>
        <source>to</source>
        <translation>~</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="263"/>
        <source>(both included)</source>
        <translation>(양 끝 포함)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="264"/>
        <source>Video</source>
        <translation>영상</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="265"/>
        <source>Viewing copy</source>
        <translation>재생용 사본</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="266"/>
        <source>Package folder</source>
        <translation>패키지 폴더</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="267"/>
        <source>What goes in</source>
        <translation>들어가는 것</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="268"/>
        <source>Expected</source>
        <translation>예상</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="276"/>
        <source>{level}, as in the window</source>
        <translation>{level} (화면과 같음)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="277"/>
        <source>Automatic: one level for all frames, estimated from them</source>
        <translation>자동: 전체 프레임에서 추정한 값 하나를 모두에 적용</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="280"/>
        <source>Whole clip</source>
        <translation>영상 전체</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="280"/>
        <source>In to out</source>
        <translation>시작–끝 구간</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="280"/>
        <source>From … to</source>
        <translation>직접 지정</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="284"/>
        <source>FFV1: lossless, with a checksum in every slice</source>
        <translation>FFV1: 무손실, 슬라이스마다 검사합 포함</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="285"/>
        <source>H.264 RGB: lossless, faster to write, larger</source>
        <translation>H.264 RGB: 무손실, 저장이 빠르지만 용량이 큼</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="290"/>
        <source>None</source>
        <translation>없음</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="291"/>
        <source>Enhanced picture, for ordinary players</source>
        <translation>개선 영상 (일반 재생기용)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="292"/>
        <source>Original and enhanced side by side, for ordinary players</source>
        <translation>원본과 개선 영상을 나란히 (일반 재생기용)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="295"/>
        <source>H.264 with loss, for looking only. The evidence is the lossless clip.</source>
        <translation>보기 전용 손실 압축(H.264) 사본입니다. 증거는 무손실 영상입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="298"/>
        <source>Enhanced clip with sound; curves.csv (tables, hashes, measures); appendix.pdf; audit.jsonl; manifest.json; reproduce/ (every frame again by a stock FFmpeg or plain Python); SHA256SUMS.</source>
        <translation>소리를 담은 향상된 영상, curves.csv(변환표, 해시, 측정값), appendix.pdf(부록), audit.jsonl(감사 기록), manifest.json, reproduce/(일반 FFmpeg나 파이썬만으로 모든 프레임을 다시 만듦), SHA256SUMS.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="302"/>
        <source>Export</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="309"/>
        <source>First frame</source>
        <translation>첫 프레임</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="310"/>
        <source>Last frame</source>
        <translation>마지막 프레임</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="327"/>
        <source>Estimating from a few frames …</source>
        <translation>몇 프레임으로 추정하는 중 …</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="350"/>
        <source>about {size}, about {time} (estimated from a few frames)</source>
        <translation>약 {size}, 약 {time} (몇 프레임으로 추정)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="354"/>
        <source>{free} free on that disk</source>
        <translation>그 디스크에 {free} 남음</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="356"/>
        <source>Only {free} free on that disk: choose another one.</source>
        <translation>그 디스크에 {free}밖에 남지 않았습니다. 다른 디스크를 고르십시오.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_dialog.py" line="303"/>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
</context>
<context>
    <name>ExportQueuePanel</name>
    <message>
        <location filename="../../lle_studio/gui/export_queue.py" line="274"/>
        <source>No export yet. Ctrl+E exports an evidence package while you go on working.</source>
        <translation>아직 내보낸 것이 없습니다. Ctrl+E를 누르면 작업을 계속하는 동안 증거 패키지를 내보냅니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_queue.py" line="280"/>
        <source>An export is under way. Stop it? Nothing of it will be kept.</source>
        <translation>내보내는 중입니다. 멈출까요? 쓰던 것은 남지 않습니다.</translation>
    </message>
</context>
<context>
    <name>FileInfoPanel</name>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="76"/>
        <source>Copy row</source>
        <translation>줄 복사</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="77"/>
        <source>Copy all</source>
        <translation>모두 복사</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="78"/>
        <source>Facts of the file</source>
        <translation>파일의 사실</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="94"/>
        <source>{codec}, {rate} Hz, {channels} channels</source>
        <translation>{codec}, {rate} Hz, {channels}채널</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="100"/>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="100"/>
        <source>It is opened read-only and never changed.</source>
        <translation>읽기 전용으로 열며 절대 바꾸지 않습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="102"/>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="104"/>
        <source>Names this very file: any change gives another one.</source>
        <translation>바로 이 파일을 가리킵니다. 조금이라도 바뀌면 값이 달라집니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="106"/>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="106"/>
        <source>{count} bytes</source>
        <translation>{count}바이트</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="107"/>
        <source>Container</source>
        <translation>컨테이너</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="107"/>
        <source>How pictures and sound are packed into the file.</source>
        <translation>영상과 소리가 파일에 담긴 방식입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="108"/>
        <source>Codec</source>
        <translation>코덱</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="108"/>
        <source>How the pictures are coded.</source>
        <translation>영상이 부호화된 방식입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="110"/>
        <source>Frames</source>
        <translation>프레임</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="111"/>
        <source>{count}, {keys} of them key frames, longest GOP {gop}</source>
        <translation>{count}개, 그중 키 프레임 {keys}개, 가장 긴 GOP {gop}</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="114"/>
        <source>A GOP is a key frame with the frames that are coded from it.</source>
        <translation>GOP는 키 프레임과 그로부터 부호화된 프레임들입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="117"/>
        <source>Time</source>
        <translation>시간</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="118"/>
        <source>from {first} to {last}, {length} long</source>
        <translation>{first}부터 {last}까지, 길이 {length}</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="123"/>
        <source>By the timestamps in the file.</source>
        <translation>파일의 타임스탬프에 따릅니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="126"/>
        <source>Rate</source>
        <translation>속도</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="127"/>
        <source>{rate} frames a second, time base {base} s</source>
        <translation>초당 {rate}프레임, 시간 단위 {base} s</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="130"/>
        <source>The rate is nominal; every frame has its own timestamp, in units of the time base.</source>
        <translation>속도는 명목값입니다. 모든 프레임에는 시간 단위로 적힌 자신의 타임스탬프가 있습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="133"/>
        <source>Frames named by</source>
        <translation>프레임 식별</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="135"/>
        <source>timestamp (PTS)</source>
        <translation>타임스탬프(PTS)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="136"/>
        <source>the packet they are coded in</source>
        <translation>부호화된 패킷</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="137"/>
        <source>counting from the start</source>
        <translation>처음부터 세기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="139"/>
        <source>How a decoded picture is recognised as the frame that was asked for.</source>
        <translation>복호화된 그림이 요청한 프레임임을 알아보는 방법입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="142"/>
        <source>Sound</source>
        <translation>소리</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="143"/>
        <source>none</source>
        <translation>없음</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="144"/>
        <source>Sound is not played here, but kept unchanged on export.</source>
        <translation>여기서는 소리를 재생하지 않지만 내보낼 때 그대로 보존합니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="150"/>
        <source>tagged</source>
        <translation>파일에 표기됨</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="150"/>
        <source>assumed</source>
        <translation>가정함</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="150"/>
        <source>chosen</source>
        <translation>직접 선택</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="151"/>
        <source>limited (16 to 235)</source>
        <translation>제한 범위(16–235)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="151"/>
        <source>full (0 to 255)</source>
        <translation>전체 범위(0–255)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="152"/>
        <source>progressive</source>
        <translation>순차 주사</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="152"/>
        <source>interlaced</source>
        <translation>비월 주사</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="155"/>
        <source>Picture</source>
        <translation>그림</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="155"/>
        <source>Samples as coded.</source>
        <translation>부호화된 그대로의 표본 수입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="157"/>
        <source>Shape of a pixel</source>
        <translation>화소 모양</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="158"/>
        <source>{aspect} (picture {shape} : 1)</source>
        <translation>{aspect} (화면 {shape} : 1)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="162"/>
        <source>Recorders often leave it out or get it wrong: Clip, Shape of the picture sets it by hand.</source>
        <translation>녹화기가 빠뜨리거나 틀리는 일이 많습니다. 영상 › 화면 모양에서 직접 정합니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="164"/>
        <source>Rotation</source>
        <translation>회전</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="164"/>
        <source>Clockwise, for display; pixels are never turned.</source>
        <translation>표시할 때 시계 방향으로 돌립니다. 화소 자체는 돌리지 않습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="165"/>
        <source>Pixel format</source>
        <translation>화소 형식</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="165"/>
        <source>How samples lie in the decoded picture.</source>
        <translation>복호화된 그림에 표본이 놓인 방식입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="167"/>
        <source>Field order</source>
        <translation>필드 순서</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="168"/>
        <source>unknown</source>
        <translation>알 수 없음</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="169"/>
        <source>Interlaced frames show two moments, line by line; they are not deinterlaced.</source>
        <translation>비월 주사 프레임은 두 순간을 줄마다 번갈아 보여 줍니다. 순차 주사로 바꾸지 않습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="172"/>
        <source>Colour matrix</source>
        <translation>색 행렬</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="174"/>
        <source>Turns Y, Cb, Cr into R, G, B. Assumed where the file does not say: Clip, Colour as coded.</source>
        <translation>Y, Cb, Cr을 R, G, B로 바꿉니다. 파일에 없으면 가정합니다(영상 › 색 해석).</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="177"/>
        <source>Colour range</source>
        <translation>색 범위</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="179"/>
        <source>Which codes are black and white.</source>
        <translation>어느 코드가 검정이고 흰색인지를 나타냅니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="182"/>
        <source>Primaries, transfer</source>
        <translation>원색, 전달 특성</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="184"/>
        <source>Codes of ITU-T H.273; 2 means that the file does not say.</source>
        <translation>ITU-T H.273의 코드이며, 2는 파일에 표기가 없다는 뜻입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/file_info.py" line="192"/>
        <source>hashing, {percent} % …</source>
        <translation>해시 계산 중, {percent} % …</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <location filename="../../lle_studio/gui/help.py" line="16"/>
        <source>The method and the window</source>
        <translation>방법과 화면 안내</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/help.py" line="31"/>
        <source>LLE Studio brightens night footage for examination and explains every pixel of the result: a network proposes one tone curve per channel and frame, and printed tables of integers decide.

Method: Lim and Kim, “A study on low-light image enhancement method using deep learning based image enhancement network”, National Forensic Service, Korea, 2023.

It works without any network access.</source>
        <translation>LLE Studio는 야간 영상을 감정용으로 밝게 하고 결과의 모든 화소를 설명합니다. 신경망은 프레임과 채널마다 톤 커브 하나를 제안할 뿐이고, 값을 정하는 것은 인쇄할 수 있는 정수 변환표입니다.

방법: Lim and Kim, “A study on low-light image enhancement method using deep learning based image enhancement network”, 국립과학수사연구원, 2023.

어떤 네트워크에도 접속하지 않습니다.</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <location filename="../../lle_studio/gui/main_window.py" line="91"/>
        <source>This session is not being logged.</source>
        <translation>이 세션은 감사 로그에 기록되지 않고 있습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/main_window.py" line="193"/>
        <source>Settings and marks made for this file before were taken up again.</source>
        <translation>이 파일에 대해 전에 만든 설정과 표시를 이어받았습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/main_window.py" line="198"/>
        <source>Saved: {path}</source>
        <translation>저장했습니다: {path}</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/main_window.py" line="301"/>
        <source>Open a clip</source>
        <translation>영상 열기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/main_window.py" line="326"/>
        <source>Open a clip (Ctrl+O), or drop a file here.</source>
        <translation>영상을 여십시오(Ctrl+O). 파일을 이곳에 끌어다 놓아도 됩니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/main_window.py" line="324"/>
        <source>Reading {name} …</source>
        <translation>{name} 읽는 중 …</translation>
    </message>
</context>
<context>
    <name>MarksPanel</name>
    <message>
        <location filename="../../lle_studio/gui/marks_panel.py" line="90"/>
        <source>Region</source>
        <translation>영역</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/marks_panel.py" line="109"/>
        <source>Frame</source>
        <translation>프레임</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/marks_panel.py" line="109"/>
        <source>Time</source>
        <translation>시간</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/marks_panel.py" line="109"/>
        <location filename="../../lle_studio/gui/marks_panel.py" line="217"/>
        <source>Note</source>
        <translation>메모</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/marks_panel.py" line="111"/>
        <source>Bookmarks</source>
        <translation>책갈피</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/marks_panel.py" line="112"/>
        <source>Double click on a frame to go there, on a note to write it.</source>
        <translation>프레임을 두 번 클릭하면 그곳으로 가고, 메모를 두 번 클릭하면 고칩니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/marks_panel.py" line="113"/>
        <source>Add</source>
        <translation>추가</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/marks_panel.py" line="114"/>
        <source>Bookmarks the frame on the screen, with the region that is marked.</source>
        <translation>화면의 프레임을 표시된 영역과 함께 책갈피에 넣습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/marks_panel.py" line="115"/>
        <source>Delete</source>
        <translation>삭제</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/marks_panel.py" line="116"/>
        <source>Deletes the bookmarks chosen in the table.</source>
        <translation>표에서 고른 책갈피를 지웁니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/marks_panel.py" line="117"/>
        <source>Snapshot…</source>
        <translation>스냅숏…</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/marks_panel.py" line="118"/>
        <source>Writes the frame on the screen as an exact picture.</source>
        <translation>화면의 프레임을 정확한 그림으로 씁니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/marks_panel.py" line="120"/>
        <source>Examiner</source>
        <translation>감정인</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/marks_panel.py" line="121"/>
        <source>Organisation</source>
        <translation>기관</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/marks_panel.py" line="122"/>
        <source>Case number</source>
        <translation>사건 번호</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/marks_panel.py" line="123"/>
        <source>Exhibit</source>
        <translation>증거물</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/marks_panel.py" line="124"/>
        <location filename="../../lle_studio/gui/marks_panel.py" line="227"/>
        <source>Notes</source>
        <translation>메모</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/marks_panel.py" line="132"/>
        <location filename="../../lle_studio/gui/marks_panel.py" line="172"/>
        <source>No range marked (I and O)</source>
        <translation>표시된 구간 없음 (I와 O)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/marks_panel.py" line="176"/>
        <source>Range: frames {first} to {last}</source>
        <translation>구간: {first}–{last}번 프레임</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/marks_panel.py" line="204"/>
        <source>Delete bookmarks</source>
        <translation>책갈피 삭제</translation>
    </message>
</context>
<context>
    <name>MeasuresPanel</name>
    <message>
        <location filename="../../lle_studio/gui/measures_panel.py" line="68"/>
        <source>Mean luminance</source>
        <translation>평균 휘도</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/measures_panel.py" line="69"/>
        <source>Mean luminance of the frame, from 0 (black) to 1 (white), before and after: what L came to.</source>
        <translation>적용 전과 후의 프레임 평균 휘도입니다(0 검정, 1 흰색). 뒤의 값이 실제로 도달한 L입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/measures_panel.py" line="72"/>
        <source>Moved to black</source>
        <translation>검정으로 바뀜</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/measures_panel.py" line="73"/>
        <source>Share of samples the tables make black that were not: detail lost in shadows.</source>
        <translation>검정이 아니었는데 변환표로 검정이 된 표본의 비율입니다. 어두운 부분에서 잃은 정보입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/measures_panel.py" line="76"/>
        <source>Moved to white</source>
        <translation>흰색으로 바뀜</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/measures_panel.py" line="77"/>
        <source>Share of samples the tables make white that were not: detail lost in highlights.</source>
        <translation>흰색이 아니었는데 변환표로 흰색이 된 표본의 비율입니다. 밝은 부분에서 잃은 정보입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/measures_panel.py" line="80"/>
        <source>Levels merged</source>
        <translation>합쳐진 단계</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/measures_panel.py" line="81"/>
        <source>Values that differ in the file and no longer differ in the result.</source>
        <translation>파일에서는 다르지만 결과에서는 더 이상 구별되지 않는 값의 수입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/measures_panel.py" line="84"/>
        <source>Largest gain</source>
        <translation>최대 이득</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/measures_panel.py" line="85"/>
        <source>Largest step of a table, in output codes for one input code. Noise grows by as much.</source>
        <translation>변환표에서 가장 큰 증가(입력 코드 1에 대한 출력 코드 수)입니다. 잡음도 그만큼 커집니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/measures_panel.py" line="88"/>
        <source>Hue shift of greys</source>
        <translation>회색의 색조 변화</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/measures_panel.py" line="89"/>
        <source>How many codes R, G and B drift apart where the file is grey. If high, do not trust colours.</source>
        <translation>파일에서 회색인 곳의 R, G, B가 몇 코드나 벌어지는지를 나타냅니다. 값이 크면 색을 믿지 마십시오.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/measures_panel.py" line="110"/>
        <source>The light of the scene changes here. Curves that change with the frame can hide that or fake it: compare with locked curves.</source>
        <translation>여기서 현장의 조명이 변합니다. 프레임마다 달라지는 커브는 그 변화를 감추거나 만들어 보일 수 있습니다. 고정 커브와 비교하십시오.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/measures_panel.py" line="120"/>
        <source>L {asked} asked, {reached} reached without gain limit</source>
        <translation>L {asked} 요청, {reached} 도달 (이득 한계 없음)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/measures_panel.py" line="121"/>
        <source>L {asked} asked, {reached} reached at gain limit {limit}</source>
        <translation>L {asked} 요청, {reached} 도달 (이득 한계 {limit})</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/measures_panel.py" line="127"/>
        <source>{count} codes</source>
        <translation>{count} 코드</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/measures_panel.py" line="146"/>
        <source>Greys become coloured here. The colour mode Luma keeps them grey.</source>
        <translation>회색에 색이 생깁니다. 색 모드를 휘도로 바꾸면 회색으로 남습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/measures_panel.py" line="149"/>
        <source>Very dark: colour lives in a few codes here, and brightening each channel turns them into false colours. The colour mode Luma avoids that.</source>
        <translation>매우 어두운 프레임입니다. 색 정보가 몇 코드뿐이어서 채널마다 밝게 하면 없던 색이 생깁니다. 색 모드를 휘도로 바꾸면 피할 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>ModelCard</name>
    <message>
        <location filename="../../lle_studio/gui/model_card.py" line="33"/>
        <source>Model card of the weights {name}</source>
        <translation>가중치 {name}의 모델 카드</translation>
    </message>
</context>
<context>
    <name>PackageOptions</name>
    <message>
        <location filename="../../lle_studio/gui/package_options.py" line="91"/>
        <source>Appendix</source>
        <translation>부록</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/package_options.py" line="92"/>
        <source>Also write</source>
        <translation>함께 쓸 것</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/package_options.py" line="93"/>
        <source>Sign with key</source>
        <translation>서명할 키</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/package_options.py" line="94"/>
        <source>Pass phrase</source>
        <translation>암호 구절</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/package_options.py" line="98"/>
        <source>English</source>
        <translation>영어</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/package_options.py" line="98"/>
        <source>Korean</source>
        <translation>한국어</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/package_options.py" line="98"/>
        <source>Korean and English</source>
        <translation>한국어와 영어</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/package_options.py" line="99"/>
        <source>A PDF for people who read paper: curves, tables, pictures, limits.</source>
        <translation>종이로 읽는 사람을 위한 PDF: 커브, 변환표, 화면, 한계.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/package_options.py" line="101"/>
        <source>No single pictures</source>
        <translation>낱장 그림 없음</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/package_options.py" line="101"/>
        <source>Every frame as PNG</source>
        <translation>모든 프레임을 PNG로</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/package_options.py" line="101"/>
        <source>Every frame as TIFF</source>
        <translation>모든 프레임을 TIFF로</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/package_options.py" line="103"/>
        <source>Tables as .cube</source>
        <translation>변환표를 .cube로</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/package_options.py" line="104"/>
        <source>One file a frame, for grading programs; not in luma.</source>
        <translation>프레임마다 파일 하나, 색보정 프로그램용. 루마에서는 쓸 수 없음.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/package_options.py" line="105"/>
        <source>Curves as NPZ</source>
        <translation>커브를 NPZ로</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/package_options.py" line="106"/>
        <source>Tables and the network&apos;s curves for NumPy, in one file.</source>
        <translation>변환표와 신경망의 커브를 NumPy용 파일 하나에.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/package_options.py" line="107"/>
        <source>The laboratory&apos;s private key, made by lle-studio key new. Empty: not signed.</source>
        <translation>lle-studio key new로 만든 기관의 개인 키. 비워 두면 서명하지 않음.</translation>
    </message>
</context>
<context>
    <name>PathField</name>
    <message>
        <location filename="../../lle_studio/gui/path_field.py" line="37"/>
        <location filename="../../lle_studio/gui/path_field.py" line="60"/>
        <source>Browse…</source>
        <translation>찾아보기…</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/path_field.py" line="51"/>
        <source>Choose a folder</source>
        <translation>폴더 고르기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/path_field.py" line="53"/>
        <source>Choose a file</source>
        <translation>파일 선택</translation>
    </message>
</context>
<context>
    <name>PictureArea</name>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="125"/>
        <source>{percent} %, nearest neighbour</source>
        <translation>{percent} %, 최근접 화소</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="128"/>
        <source>averaged over areas</source>
        <translation>면적 평균</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="128"/>
        <source>nearest neighbour</source>
        <translation>최근접 화소</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="129"/>
        <source>fitted: {percent} %, {how}</source>
        <translation>맞춤: {percent} %, {how}</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="132"/>
        <source>pixels {shape} times as wide as high</source>
        <translation>화소 가로세로비 {shape}</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="134"/>
        <source>(chosen)</source>
        <translation>(직접 선택)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="140"/>
        <source>The frame as it is in the file. Shown smaller or larger only to fit; the file is never changed.</source>
        <translation>파일에 있는 그대로의 프레임입니다. 화면에 맞추려고 크기만 조정해 보여 줄 뿐 파일은 바뀌지 않습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="144"/>
        <source>The same frame after the tables below: every sample is replaced by its entry in the table of its channel, nothing else.</source>
        <translation>같은 프레임에 아래 변환표를 적용한 것입니다. 각 표본을 해당 채널 변환표의 값으로 바꾸는 것 외에는 아무것도 하지 않습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="148"/>
        <source>Side by side</source>
        <translation>나란히</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="148"/>
        <source>Split</source>
        <translation>분할</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="148"/>
        <source>Result alone</source>
        <translation>결과만</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="148"/>
        <source>Difference</source>
        <translation>차이</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="151"/>
        <source>How the pictures are shown</source>
        <translation>그림을 보이는 방식</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="154"/>
        <source>How the pictures are shown. Hold Space to see the original in place of the result. The wheel magnifies at the mouse, dragging moves the picture, Shift and dragging marks a region.</source>
        <translation>그림을 보이는 방식입니다. 스페이스를 누르고 있으면 결과 대신 원본이 보입니다. 휠은 마우스 위치에서 확대하고, 끌면 그림이 움직이며, Shift를 누르고 끌면 영역이 지정됩니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="158"/>
        <source>Gain of the difference</source>
        <translation>차이의 배율</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="159"/>
        <source>The difference is shown times this, so that small ones are seen.</source>
        <translation>작은 차이도 보이도록 이 배율을 곱해 보여 줍니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="160"/>
        <source>Pictures</source>
        <translation>그림</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="168"/>
        <source>Original</source>
        <translation>원본</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="168"/>
        <source>Enhanced</source>
        <translation>개선</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="171"/>
        <source>Original (left)  |  Enhanced (right)</source>
        <translation>원본(왼쪽)  |  개선(오른쪽)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="173"/>
        <source>Difference of enhanced and original</source>
        <translation>개선과 원본의 차이</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="186"/>
        <source>Frame {index} cannot be shown.</source>
        <translation>{index}번 프레임은 표시할 수 없습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="190"/>
        <source>Reading frame {index} …</source>
        <translation>{index}번 프레임 읽는 중 …</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="193"/>
        <source>Reading the frames around this one …</source>
        <translation>주변 프레임을 읽는 중 …</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="193"/>
        <source>Loading the network …</source>
        <translation>신경망을 불러오는 중 …</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="206"/>
        <source>KEY FRAME {shown} is shown while frame {asked} is read</source>
        <translation>{shown}번 키 프레임 표시 중 ({asked}번 프레임 읽는 중)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="208"/>
        <source>FRAME {shown} is shown while frame {asked} is read</source>
        <translation>{shown}번 프레임 표시 중 ({asked}번 프레임 읽는 중)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="213"/>
        <source>DAMAGED: the decoder reports errors in this frame</source>
        <translation>손상됨: 디코더가 이 프레임에서 오류를 보고함</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="215"/>
        <source>AFTER DAMAGE: this frame builds on a damaged or missing one</source>
        <translation>손상 이후: 손상되었거나 없는 프레임에 의존함</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/picture_view.py" line="225"/>
        <source>{width} × {height}, shown at {percent} %</source>
        <translation>{width} × {height}, {percent} % 크기로 표시</translation>
    </message>
</context>
<context>
    <name>PixelLine</name>
    <message>
        <location filename="../../lle_studio/gui/pixel_line.py" line="55"/>
        <source>The sample under the mouse: column and row of the picture as coded, from 0, and its codes in the file and in the result. Shift and drag to mark a region.</source>
        <translation>마우스 아래의 표본: 부호화된 그림의 열과 행(0부터), 파일과 결과에서의 코드입니다. Shift를 누르고 끌면 영역이 지정됩니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/pixel_line.py" line="59"/>
        <source>How the picture is scaled for the screen. What is exported is never scaled.</source>
        <translation>화면에 맞춘 배율입니다. 내보내는 것은 크기를 바꾸지 않습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/pixel_line.py" line="74"/>
        <source>Point at the picture to read a pixel.</source>
        <translation>그림을 가리키면 화소를 읽습니다.</translation>
    </message>
</context>
<context>
    <name>Problem</name>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="11"/>
        <source>assumed-matrix</source>
        <translation>파일에 색 변환 행렬이 표기되어 있지 않아 화면 줄 수로 가정했습니다. 색이 어긋날 수 있습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="12"/>
        <source>assumed-range</source>
        <translation>파일에 신호 범위가 표기되어 있지 않아 제한 범위로 가정했습니다. 어두운 톤이 어긋날 수 있습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="13"/>
        <source>hdr</source>
        <translation>HDR 영상입니다. 부호값을 그대로 표시하고 처리하므로 밝기와 색이 HDR 화면과 다르게 보입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="14"/>
        <source>interlaced</source>
        <translation>비월 주사 영상입니다. 한 프레임에 두 순간이 줄마다 번갈아 들어 있으며, 순차 주사로 바꾸지 않습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="15"/>
        <source>vfr</source>
        <translation>프레임률이 일정하지 않습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="16"/>
        <source>gap</source>
        <translation>{frame}번 프레임(PTS {pts}) 뒤로 한동안 화면이 없습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="17"/>
        <source>timestamps</source>
        <translation>파일의 타임스탬프가 화면 순서와 맞지 않아, 정렬하여 디코더가 내는 순서대로 부여했습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="18"/>
        <source>no-timestamps</source>
        <translation>파일에 쓸 수 있는 타임스탬프가 없습니다. 시각은 프레임률로 센 것이며 촬영 시점의 증거가 아닙니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="19"/>
        <source>truncated</source>
        <translation>파일을 끝까지 읽지 못했습니다. 나머지가 없거나 손상되었습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="20"/>
        <source>encrypted</source>
        <translation>파일 일부가 암호화되어 있어 화면이 없거나 잘못될 수 있습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="21"/>
        <source>layout-change</source>
        <translation>영상 도중에 화면 크기나 형식이 바뀝니다. 바뀌기 전까지만 내보낼 수 있습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="22"/>
        <source>bit-depth</source>
        <translation>표본이 8비트보다 깊습니다. 커브를 적용하기 전에 8비트로 반올림합니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="23"/>
        <source>alpha</source>
        <translation>화면에 투명도 정보가 있으나 사용하지 않습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="24"/>
        <source>aspect</source>
        <translation>화소가 정사각형이라고 되어 있지만 화면 모양이 드문 비율입니다. 녹화기는 1080N이나 960H를 흔히 이렇게 저장합니다.</translation>
    </message>
</context>
<context>
    <name>RegionPanel</name>
    <message>
        <location filename="../../lle_studio/gui/region_panel.py" line="83"/>
        <source>Original</source>
        <translation>원본</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/region_panel.py" line="84"/>
        <source>Enhanced</source>
        <translation>개선</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/region_panel.py" line="87"/>
        <source>Mean and standard deviation of R, G, B in codes, and mean luminance, of all samples in the region; below, how often each code occurs (logarithm).</source>
        <translation>영역 안 모든 표본의 R, G, B 평균과 표준편차(코드), 평균 휘도입니다. 아래는 각 코드가 나타나는 횟수(로그)입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/region_panel.py" line="99"/>
        <source>Hold Shift and drag over a picture to mark a region.</source>
        <translation>Shift를 누르고 그림 위를 끌면 영역이 지정됩니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/region_panel.py" line="101"/>
        <source>Region x {x}, y {y}, {width} × {height} samples</source>
        <translation>영역 x {x}, y {y}, {width} × {height} 표본</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/region_panel.py" line="117"/>
        <source>lum. {value}</source>
        <translation>휘도 {value}</translation>
    </message>
</context>
<context>
    <name>SelftestCase</name>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="234"/>
        <source>Arithmetic of curves and tables</source>
        <translation>커브와 변환표의 계산</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="235"/>
        <source>Decoding: limited range, BT.601</source>
        <translation>복호화: 제한 범위, BT.601</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="236"/>
        <source>Decoding: full range, BT.709</source>
        <translation>복호화: 전체 범위, BT.709</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="237"/>
        <source>Decoding: grey</source>
        <translation>복호화: 흑백</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="238"/>
        <source>Decoding: odd size</source>
        <translation>복호화: 홀수 크기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="239"/>
        <source>Decoding: variable frame rate</source>
        <translation>복호화: 가변 프레임 레이트</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="240"/>
        <source>Decoding: bundled sample</source>
        <translation>복호화: 예제 영상</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="241"/>
        <source>Fixed tables on R, G, B</source>
        <translation>고정 변환표 적용: R, G, B</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="242"/>
        <source>Fixed tables on coded planes</source>
        <translation>고정 변환표 적용: 부호화된 평면</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="243"/>
        <source>Estimation: studio</source>
        <translation>추정: studio</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="244"/>
        <source>Estimation: paper</source>
        <translation>추정: paper</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="245"/>
        <source>Export and verification: per channel</source>
        <translation>내보내기와 검증: 채널별</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="246"/>
        <source>Export and verification: shared</source>
        <translation>내보내기와 검증: 공통</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="247"/>
        <source>Export and verification: luma</source>
        <translation>내보내기와 검증: 휘도</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="248"/>
        <source>Planted faults</source>
        <translation>일부러 바꾼 패키지</translation>
    </message>
</context>
<context>
    <name>SelftestDialog</name>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="110"/>
        <source>Checking …</source>
        <translation>확인하는 중 …</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="154"/>
        <source>Self-test of the installation</source>
        <translation>설치본 자체 점검</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="157"/>
        <source>Runs every part of the program, from decoding to verification, on data that are the same everywhere, and compares the results with those recorded for this version. Repeat it after every change of the program or the computer; the record can be kept with the laboratory&apos;s papers (ISO/IEC 17025).</source>
        <translation>복호화부터 검증까지 프로그램의 모든 부분을 어디서나 동일한 자료로 실행하여 이 버전의 기준 결과와 비교합니다. 프로그램이나 컴퓨터가 바뀔 때마다 다시 실시하십시오. 기록서는 시험소의 문서로 보관할 수 있습니다(ISO/IEC 17025).</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="162"/>
        <source>Examiner</source>
        <translation>감정인</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="163"/>
        <source>Organization</source>
        <translation>소속 기관</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="164"/>
        <source>Run</source>
        <translation>실행</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="165"/>
        <source>Save the validation record…</source>
        <translation>유효성 확인 기록서 저장…</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="166"/>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="175"/>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="167"/>
        <source>Result</source>
        <translation>결과</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="167"/>
        <source>Case</source>
        <translation>항목</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="167"/>
        <source>Found</source>
        <translation>확인 내용</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="175"/>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="186"/>
        <source>Checking: {case}</source>
        <translation>확인 중: {case}</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="193"/>
        <source>This installation gives the recorded results.</source>
        <translation>이 설치본은 기준 결과와 같은 결과를 냅니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="195"/>
        <source>This installation does not give the recorded results: see below, and install it again.</source>
        <translation>이 설치본은 기준 결과와 다른 결과를 냅니다. 아래를 확인하고 다시 설치하십시오.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="204"/>
        <source>{count} values equal those recorded</source>
        <translation>값 {count}개 모두 기준값과 같음</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="213"/>
        <source>Cancelled: nothing was decided.</source>
        <translation>취소됨: 아무것도 판정하지 않았습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="217"/>
        <source>The validation record was written to {path}.</source>
        <translation>유효성 확인 기록서를 {path}에 썼습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/selftest_dialog.py" line="220"/>
        <source>Choose an empty folder for the record</source>
        <translation>기록서를 쓸 빈 폴더 선택</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="60"/>
        <source>no gain limit</source>
        <translation>이득 한계 없음</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="62"/>
        <source>gain limit {limit}</source>
        <translation>이득 한계 {limit}</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="66"/>
        <source>chroma gain {gain}</source>
        <translation>색차 이득 {gain}</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="68"/>
        <source>curves smoothed over {seconds} s</source>
        <translation>{seconds}초에 걸쳐 평활화한 커브</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="71"/>
        <source>curves of frame {index} for all</source>
        <translation>모두 {index}번 프레임의 커브</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="73"/>
        <source>median curves of frames {first} to {last} for all</source>
        <translation>모두 {first}–{last}번 프레임의 중앙값 커브</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="76"/>
        <source>curves of each frame</source>
        <translation>프레임마다 따로</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <location filename="../../lle_studio/gui/shortcuts.py" line="145"/>
        <source>Keyboard shortcuts</source>
        <translation>단축키</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/shortcuts.py" line="146"/>
        <source>Action</source>
        <translation>동작</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/shortcuts.py" line="146"/>
        <source>Keys</source>
        <translation>키</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/shortcuts.py" line="147"/>
        <source>Actions and their keys</source>
        <translation>동작과 키</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/shortcuts.py" line="148"/>
        <source>New key for the chosen action</source>
        <translation>고른 동작의 새 키</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/shortcuts.py" line="149"/>
        <source>New key</source>
        <translation>새 키</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/shortcuts.py" line="152"/>
        <source>Hold Space to see the original in place of the result. In a number field the arrow keys move the cursor; Enter leaves the field.</source>
        <translation>스페이스를 누르고 있으면 결과 대신 원본이 보입니다. 숫자 칸에서는 화살표 키가 커서를 움직이고, Enter를 누르면 칸에서 나옵니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/shortcuts.py" line="156"/>
        <source>Default</source>
        <translation>기본값</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/shortcuts.py" line="157"/>
        <source>Defaults for all</source>
        <translation>모두 기본값으로</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/shortcuts.py" line="158"/>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/shortcuts.py" line="166"/>
        <source>{key} belongs to “{action}”: give that another key first.</source>
        <translation>{key} 키는 “{action}”에 쓰이고 있습니다. 먼저 그 동작의 키를 바꾸십시오.</translation>
    </message>
</context>
<context>
    <name>SnapshotDialog</name>
    <message>
        <location filename="../../lle_studio/gui/snapshot_dialog.py" line="81"/>
        <source>Choose a folder first.</source>
        <translation>먼저 폴더를 고르십시오.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/snapshot_dialog.py" line="92"/>
        <source>Snapshot of frame {index}</source>
        <translation>{index}번 프레임 스냅숏</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/snapshot_dialog.py" line="96"/>
        <source>Every sample as it is, without loss, not scaled. A side-car file names the source with its hash, the frame by index and PTS, its hashes, the settings and the table.</source>
        <translation>모든 표본을 손실 없이, 크기를 바꾸지 않고 씁니다. 함께 쓰는 파일에 원본과 해시, 프레임의 인덱스와 PTS, 프레임 해시, 설정, 변환표가 적힙니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/snapshot_dialog.py" line="100"/>
        <source>Original and enhanced</source>
        <translation>원본과 개선</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/snapshot_dialog.py" line="100"/>
        <source>Original</source>
        <translation>원본</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/snapshot_dialog.py" line="100"/>
        <source>Enhanced</source>
        <translation>개선</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/snapshot_dialog.py" line="102"/>
        <source>Write</source>
        <translation>쓰기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/snapshot_dialog.py" line="103"/>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/snapshot_dialog.py" line="106"/>
        <source>Picture</source>
        <translation>그림</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/snapshot_dialog.py" line="107"/>
        <source>Format</source>
        <translation>형식</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/snapshot_dialog.py" line="108"/>
        <source>Folder</source>
        <translation>폴더</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/snapshot_dialog.py" line="128"/>
        <source>Written:
{names}</source>
        <translation>썼습니다:
{names}</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="105"/>
        <source>Reading and hashing the source</source>
        <translation>원본을 읽고 해시 계산 중</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="106"/>
        <source>Estimating the level from the frames</source>
        <translation>프레임에서 노출 수준 추정 중</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="107"/>
        <source>Taking over what an interrupted export left</source>
        <translation>중단된 내보내기에서 남은 프레임을 이어받는 중</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="108"/>
        <source>Writing the frames</source>
        <translation>프레임 저장 중</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="109"/>
        <source>Checking what was written</source>
        <translation>저장한 결과 확인 중</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="110"/>
        <source>Writing the record</source>
        <translation>기록 쓰기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/words.py" line="111"/>
        <source>Finishing</source>
        <translation>마무리하는 중</translation>
    </message>
</context>
<context>
    <name>TransportBar</name>
    <message>
        <location filename="../../lle_studio/gui/transport.py" line="202"/>
        <source>Drag to go through the clip. While you drag, the display may skip frames.</source>
        <translation>끌어서 영상을 훑어봅니다. 끄는 동안에는 화면이 프레임을 건너뛸 수 있습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/transport.py" line="216"/>
        <source>Names the picture you see, not the one you asked for: frame index, PTS (the timestamp in the file, in units of its time base), time, and how it was coded (I: by itself; P, B: from other pictures).</source>
        <translation>요청한 프레임이 아니라 지금 보이는 화면을 나타냅니다. 프레임 인덱스, PTS(파일에 있는 타임스탬프, 시간 단위의 배수), 시각, 부호화 방식(I: 단독, P·B: 다른 화면을 참조)입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/transport.py" line="200"/>
        <source>Go to</source>
        <translation>이동</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/transport.py" line="201"/>
        <source>Position in the clip</source>
        <translation>영상 안 위치</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/transport.py" line="203"/>
        <source>Go to frame index or time</source>
        <translation>프레임 인덱스나 시간으로 이동</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/transport.py" line="206"/>
        <source>Frame index (frames are counted from 0 in the order of their timestamps), or a time such as 1:02.5: then the frame that is on the screen at that time.</source>
        <translation>프레임 인덱스(타임스탬프 순서로 0부터 셈), 또는 1:02.5 같은 시간. 시간을 쓰면 그때 화면에 있는 프레임으로 갑니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/transport.py" line="210"/>
        <source>Speed of playing</source>
        <translation>재생 속도</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/transport.py" line="212"/>
        <source>Speed of playing, times the clip&apos;s own time. L plays and goes faster, J backwards, K stops.</source>
        <translation>영상 자체의 시간에 대한 재생 속도입니다. L은 재생하고 빨라지며, J는 역재생, K는 정지입니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/transport.py" line="222"/>
        <source>Playing keeps the clip&apos;s own time; frames the display had no time for are counted here. Stepping and export never skip. Sound is not played, but kept on export.</source>
        <translation>재생은 영상 자체의 시간을 지키며, 표시하지 못한 프레임 수를 여기에 셉니다. 한 프레임씩 넘기기와 내보내기는 건너뛰지 않습니다. 소리는 재생하지 않지만 내보낼 때 보존됩니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/transport.py" line="256"/>
        <source>of 0 … {last}</source>
        <translation>/ 0 … {last}</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/transport.py" line="267"/>
        <source>Reading frame {index} …</source>
        <translation>{index}번 프레임 읽는 중 …</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/transport.py" line="269"/>
        <source>Not shown while playing: {count} frames</source>
        <translation>재생 중 표시하지 못한 프레임: {count}</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/transport.py" line="276"/>
        <source>No picture</source>
        <translation>화면 없음</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/transport.py" line="278"/>
        <source>Frame index {index}  ·  PTS {pts} × {base} s  ·  {time}</source>
        <translation>프레임 인덱스 {index}  ·  PTS {pts} × {base} 초  ·  {time}</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/transport.py" line="282"/>
        <source>not decodable</source>
        <translation>복호화 불가</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/transport.py" line="283"/>
        <source>picture type {letter}</source>
        <translation>화면 유형 {letter}</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/transport.py" line="285"/>
        <source>DAMAGED</source>
        <translation>손상됨</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/transport.py" line="287"/>
        <source>after damage</source>
        <translation>손상 이후</translation>
    </message>
</context>
<context>
    <name>VerifyDialog</name>
    <message>
        <location filename="../../lle_studio/gui/verify_dialog.py" line="74"/>
        <source>Choose the folder of an evidence package first.</source>
        <translation>먼저 증거 패키지 폴더를 고르십시오.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/verify_dialog.py" line="77"/>
        <source>Checking …</source>
        <translation>확인하는 중 …</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/verify_dialog.py" line="110"/>
        <source>Verify an evidence package</source>
        <translation>증거 패키지 검증</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/verify_dialog.py" line="113"/>
        <source>Decodes the package again, with two independent decoders, and compares each frame with the curve log. With the source, the logged tables are applied to it once more and must give the same pictures.</source>
        <translation>서로 독립된 두 디코더로 패키지를 다시 복호화하여 프레임마다 커브 기록과 비교합니다. 원본이 있으면 기록된 변환표를 원본에 다시 적용하여 같은 화면이 나오는지도 확인합니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/verify_dialog.py" line="117"/>
        <source>Package</source>
        <translation>패키지</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/verify_dialog.py" line="118"/>
        <source>Source (if at hand)</source>
        <translation>원본 (있을 때)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/verify_dialog.py" line="119"/>
        <source>Laboratory&apos;s key (if at hand)</source>
        <translation>기관의 키 (있으면)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/verify_dialog.py" line="120"/>
        <source>Its public key, from the laboratory itself: who signed is checked against it.</source>
        <translation>기관에서 직접 받은 공개 키. 누가 서명했는지 이것으로 확인합니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/verify_dialog.py" line="127"/>
        <source>Verify</source>
        <translation>검증</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/verify_dialog.py" line="128"/>
        <location filename="../../lle_studio/gui/verify_dialog.py" line="149"/>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/verify_dialog.py" line="129"/>
        <source>Result</source>
        <translation>결과</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/verify_dialog.py" line="129"/>
        <source>Check</source>
        <translation>확인 항목</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/verify_dialog.py" line="129"/>
        <source>Found</source>
        <translation>확인 내용</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/verify_dialog.py" line="149"/>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/verify_dialog.py" line="160"/>
        <source>Checking: {check}</source>
        <translation>확인하는 중: {check}</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/verify_dialog.py" line="166"/>
        <source>Everything holds.</source>
        <translation>모든 항목이 맞습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/verify_dialog.py" line="166"/>
        <source>Something does not hold: see below.</source>
        <translation>맞지 않는 항목이 있습니다. 아래를 보십시오.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/verify_dialog.py" line="178"/>
        <source>Cancelled: nothing was decided.</source>
        <translation>취소했습니다. 아무것도 판정하지 않았습니다.</translation>
    </message>
</context>
<context>
    <name>WindowActions</name>
    <message>
        <location filename="../../lle_studio/gui/actions.py" line="185"/>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/actions.py" line="186"/>
        <source>Open recent</source>
        <translation>최근 파일 열기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/actions.py" line="187"/>
        <source>Edit</source>
        <translation>편집</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/actions.py" line="188"/>
        <source>Clip</source>
        <translation>영상</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/actions.py" line="189"/>
        <source>Marks</source>
        <translation>표시</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/actions.py" line="190"/>
        <source>View</source>
        <translation>보기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/actions.py" line="191"/>
        <source>Panels</source>
        <translation>창</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/actions.py" line="192"/>
        <source>Theme</source>
        <translation>테마</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/actions.py" line="193"/>
        <source>Colour as coded</source>
        <translation>색 해석</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/actions.py" line="194"/>
        <source>Shape of the picture</source>
        <translation>화면 모양</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/actions.py" line="195"/>
        <source>Language</source>
        <translation>언어</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/actions.py" line="196"/>
        <source>Help</source>
        <translation>도움말</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/actions.py" line="197"/>
        <source>Matrix</source>
        <translation>색 변환 행렬</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/actions.py" line="198"/>
        <source>Range</source>
        <translation>신호 범위</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/actions.py" line="199"/>
        <source>As the file says, else assumed</source>
        <translation>파일 표기대로, 없으면 가정</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/actions.py" line="200"/>
        <source>Limited (16 to 235)</source>
        <translation>제한 (16~235)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/actions.py" line="200"/>
        <source>Full (0 to 255)</source>
        <translation>전체 (0~255)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/actions.py" line="202"/>
        <source>As the file says</source>
        <translation>파일에 적힌 대로</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/actions.py" line="203"/>
        <source>Square pixels</source>
        <translation>정사각형 화소</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/actions.py" line="204"/>
        <source>1080N (960 × 1080 shown as 1920 × 1080)</source>
        <translation>1080N (960 × 1080을 1920 × 1080으로 표시)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/actions.py" line="206"/>
        <source>Picture 16:9 (960H)</source>
        <translation>화면 16:9 (960H)</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/actions.py" line="205"/>
        <source>Picture 4:3</source>
        <translation>화면 4:3</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/actions.py" line="208"/>
        <source>Dark</source>
        <translation>어둡게</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/actions.py" line="208"/>
        <source>Light</source>
        <translation>밝게</translation>
    </message>
</context>
<context>
    <name>Worker</name>
    <message>
        <location filename="../../lle_studio/gui/workers.py" line="72"/>
        <source>This takes more memory than is free: close other programs, or use a computer with more.</source>
        <translation>남은 메모리보다 많은 메모리가 필요합니다. 다른 프로그램을 닫거나 메모리가 더 큰 컴퓨터를 쓰십시오.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/workers.py" line="76"/>
        <source>Something unexpected stopped this work ({name}); the details are in the log (Help, Show log).</source>
        <translation>예기치 못한 오류로 작업이 멈췄습니다({name}). 자세한 내용은 로그에 있습니다(도움말, 로그 보기).</translation>
    </message>
</context>
<context>
    <name>_Row</name>
    <message>
        <location filename="../../lle_studio/gui/export_queue.py" line="209"/>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_queue.py" line="210"/>
        <source>Open folder</source>
        <translation>폴더 열기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_queue.py" line="211"/>
        <source>Verify now</source>
        <translation>지금 검증</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_queue.py" line="212"/>
        <source>Remove</source>
        <translation>목록에서 빼기</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_queue.py" line="213"/>
        <source>Takes it off the list; the package stays.</source>
        <translation>목록에서만 뺍니다. 패키지는 남습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_queue.py" line="220"/>
        <source>Waits for its turn</source>
        <translation>차례를 기다림</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_queue.py" line="221"/>
        <source>Complete: {folder}</source>
        <translation>완료: {folder}</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_queue.py" line="223"/>
        <source>Cancelled: nothing was left behind.</source>
        <translation>취소했습니다. 남은 파일은 없습니다.</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_queue.py" line="231"/>
        <source>{stage}: {done} of {total} frames, {rate} a second, {left} left</source>
        <translation>{stage}: {total}프레임 중 {done}, 초당 {rate}, {left} 남음</translation>
    </message>
    <message>
        <location filename="../../lle_studio/gui/export_queue.py" line="233"/>
        <source>{stage}: {left} left</source>
        <translation>{stage}: {left} 남음</translation>
    </message>
</context>
</TS>
