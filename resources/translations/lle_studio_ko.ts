<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko_KR">
<context>
    <name>Check</name>
    <message>
        <source>Files unchanged</source>
        <translation>파일 변경 없음</translation>
    </message>
    <message>
        <source>Manifest</source>
        <translation>매니페스트</translation>
    </message>
    <message>
        <source>Curve log</source>
        <translation>커브 기록</translation>
    </message>
    <message>
        <source>Export decoded by PyAV</source>
        <translation>결과 영상을 PyAV로 복호화</translation>
    </message>
    <message>
        <source>Export decoded by FFmpeg</source>
        <translation>결과 영상을 FFmpeg로 복호화</translation>
    </message>
    <message>
        <source>Source file</source>
        <translation>원본 파일</translation>
    </message>
    <message>
        <source>Tables applied to the source</source>
        <translation>원본에 변환표 다시 적용</translation>
    </message>
    <message>
        <source>Audio packets</source>
        <translation>오디오 패킷</translation>
    </message>
</context>
<context>
    <name>ClipBar</name>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>모두 보기</translation>
    </message>
    <message>
        <source>Reading and hashing the file: %p %</source>
        <translation>파일을 읽고 해시 계산 중: %p %</translation>
    </message>
    <message>
        <source>… and {count} more</source>
        <translation>… 외 {count}건</translation>
    </message>
    <message>
        <source>{count} frames</source>
        <translation>{count}프레임</translation>
    </message>
    <message>
        <source>pixels {aspect}</source>
        <translation>화소 비율 {aspect}</translation>
    </message>
    <message>
        <source>turned {degrees}°</source>
        <translation>{degrees}° 회전</translation>
    </message>
    <message>
        <source>tagged</source>
        <translation>파일에 표기됨</translation>
    </message>
    <message>
        <source>assumed</source>
        <translation>가정함</translation>
    </message>
    <message>
        <source>chosen</source>
        <translation>직접 선택</translation>
    </message>
    <message>
        <source>limited range</source>
        <translation>제한 범위</translation>
    </message>
    <message>
        <source>full range</source>
        <translation>전체 범위</translation>
    </message>
    <message>
        <source>{size} bytes, {format}</source>
        <translation>{size}바이트, {format}</translation>
    </message>
    <message>
        <source>time base {base}, nominal rate {rate}</source>
        <translation>시간 단위 {base}, 명목 프레임률 {rate}</translation>
    </message>
    <message>
        <source>The file is opened read-only and never changed.</source>
        <translation>파일은 읽기 전용으로 열며 절대 변경하지 않습니다.</translation>
    </message>
</context>
<context>
    <name>ColorMode</name>
    <message>
        <source>Per channel (R, G, B)</source>
        <translation>채널별 (R, G, B)</translation>
    </message>
    <message>
        <source>Shared (one curve for R, G, B)</source>
        <translation>공통 (R, G, B에 커브 하나)</translation>
    </message>
    <message>
        <source>Luma (Y as coded, Cb and Cr straight)</source>
        <translation>휘도 (부호화된 Y에 커브, Cb·Cr은 직선)</translation>
    </message>
</context>
<context>
    <name>ControlsPanel</name>
    <message>
        <source>Enhancement</source>
        <translation>개선 설정</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>자동</translation>
    </message>
    <message>
        <source>limit to</source>
        <translation>한계</translation>
    </message>
    <message>
        <source>This frame</source>
        <translation>이 프레임으로</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>초기화</translation>
    </message>
    <message>
        <source>Locked to the frame shown</source>
        <translation>화면의 프레임에 고정</translation>
    </message>
    <message>
        <source>Locked to frame {index}</source>
        <translation>{index}번 프레임에 고정</translation>
    </message>
    <message>
        <source>Exposure level L</source>
        <translation>노출 수준 L</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>이득</translation>
    </message>
    <message>
        <source>Colour mode</source>
        <translation>색 모드</translation>
    </message>
    <message>
        <source>Chroma gain</source>
        <translation>색차 이득</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>커브</translation>
    </message>
    <message>
        <source>Of each frame</source>
        <translation>프레임마다 따로</translation>
    </message>
    <message>
        <source>The mean luminance the network aims at: 0 is black, 1 is white, 0.60 is the method&apos;s default. It changes the curves, never the file.</source>
        <translation>신경망이 목표로 하는 평균 휘도입니다. 0은 검정, 1은 흰색이며 0.60이 이 방법의 기본값입니다. 커브만 바뀌고 파일은 바뀌지 않습니다.</translation>
    </message>
    <message>
        <source>Sets L to the natural exposure the network estimates for this frame. A start, not a truth: look at it.</source>
        <translation>신경망이 이 프레임에 대해 추정한 자연스러운 노출로 L을 맞춥니다. 출발점일 뿐 정답이 아니므로 눈으로 확인하십시오.</translation>
    </message>
    <message>
        <source>How steep a curve may be, in output codes for one input code. Noise grows by as much as the picture, so a limit keeps unlit ground dark instead of spreading two codes over the whole screen. What L then cannot reach is said on the right.</source>
        <translation>커브의 최대 기울기(입력 코드 1에 대한 출력 코드 수)입니다. 잡음도 영상과 같은 배율로 커지므로, 한계를 두면 빛이 닿지 않은 곳은 어둡게 남고 한두 코드가 화면 전체로 번지지 않습니다. 그 때문에 L에 이르지 못한 만큼은 오른쪽에 표시됩니다.</translation>
    </message>
    <message>
        <source>Per channel: R, G and B each through a curve of its own, as in the method&apos;s paper. Shared: one curve for all three, so that greys stay grey. Luma: the brightness samples as they are coded go through one curve and colour is only scaled; the cleanest for dark compressed video.</source>
        <translation>채널별: 논문대로 R, G, B가 각자의 커브를 거칩니다. 공통: 세 채널에 커브 하나를 써서 회색이 회색으로 남습니다. 휘도: 부호화된 밝기 표본만 커브를 거치고 색은 배율만 조정하며, 어두운 압축 영상에서 가장 깨끗합니다.</translation>
    </message>
    <message>
        <source>How much colour differences (Cb, Cr) are strengthened around grey. 1 leaves them as they are.</source>
        <translation>회색을 중심으로 색차(Cb, Cr)를 얼마나 키울지 정합니다. 1이면 그대로 둡니다.</translation>
    </message>
    <message>
        <source>Of each frame: every frame has its own curves. Locked: all frames take the curves of one frame, so that brightness does not flicker and frames can be compared.</source>
        <translation>프레임마다 따로: 프레임마다 자기 커브를 씁니다. 고정: 모든 프레임이 한 프레임의 커브를 쓰므로 밝기가 깜박이지 않고 프레임끼리 비교할 수 있습니다.</translation>
    </message>
    <message>
        <source>Lock to the frame on the screen instead.</source>
        <translation>지금 화면에 있는 프레임으로 바꾸어 고정합니다.</translation>
    </message>
    <message>
        <source>Back to the defaults.</source>
        <translation>기본값으로 되돌립니다.</translation>
    </message>
</context>
<context>
    <name>CurvesPanel</name>
    <message>
        <source>Tables of this frame</source>
        <translation>이 프레임의 변환표</translation>
    </message>
    <message>
        <source>For each value in the file (input code, 0 to 255) the value it becomes (output code). These integers are the whole explanation of the picture: they are what is applied, what is logged, and what is plotted here. The dashed line would change nothing. A curve that never falls never turns dark into bright. Point at the plot to read a value off.</source>
        <translation>파일의 각 값(입력 코드, 0~255)이 어떤 값(출력 코드)이 되는지 보여 줍니다. 이 정수들이 결과 영상의 설명 전부입니다. 적용된 것도, 기록된 것도, 여기 그려진 것도 모두 이 정수입니다. 점선은 아무것도 바꾸지 않는 선입니다. 커브가 내려가는 곳이 없으므로 어두운 곳이 밝은 곳보다 밝아지는 일은 없습니다. 그래프 위에 마우스를 올리면 값을 읽을 수 있습니다.</translation>
    </message>
    <message>
        <source>input code</source>
        <translation>입력 코드</translation>
    </message>
    <message>
        <source>output code</source>
        <translation>출력 코드</translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>변화 없음</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Choose a folder for the evidence package first.</source>
        <translation>먼저 증거 패키지를 저장할 폴더를 고르십시오.</translation>
    </message>
    <message>
        <source>The first frame comes after the last one.</source>
        <translation>첫 프레임이 마지막 프레임보다 뒤에 있습니다.</translation>
    </message>
    <message>
        <source>Starting …</source>
        <translation>시작하는 중 …</translation>
    </message>
    <message>
        <source>Export an evidence package</source>
        <translation>증거 패키지 내보내기</translation>
    </message>
    <message>
        <source>Writes the enhanced clip without loss, the tables of every frame, and what others need to check both. The source is only read.</source>
        <translation>개선된 영상을 무손실로, 모든 프레임의 변환표와 제3자 검증에 필요한 자료를 함께 저장합니다. 원본은 읽기만 합니다.</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>원본</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Exposure level L</source>
        <translation>노출 수준 L</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>프레임</translation>
    </message>
    <message>
        <source>to</source>
        <translation>~</translation>
    </message>
    <message>
        <source>(both included)</source>
        <translation>(양 끝 포함)</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>영상</translation>
    </message>
    <message>
        <source>Viewing copy</source>
        <translation>재생용 사본</translation>
    </message>
    <message>
        <source>Package folder</source>
        <translation>패키지 폴더</translation>
    </message>
    <message>
        <source>{level}, as in the window</source>
        <translation>{level} (화면과 같음)</translation>
    </message>
    <message>
        <source>Automatic: one level for all frames, estimated from them</source>
        <translation>자동: 전체 프레임에서 추정한 값 하나를 모두에 적용</translation>
    </message>
    <message>
        <source>FFV1: lossless, with a checksum in every slice</source>
        <translation>FFV1: 무손실, 슬라이스마다 검사합 포함</translation>
    </message>
    <message>
        <source>H.264 RGB: lossless, faster to write, larger</source>
        <translation>H.264 RGB: 무손실, 저장이 빠르지만 용량이 큼</translation>
    </message>
    <message>
        <source>None</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>Enhanced picture, for ordinary players</source>
        <translation>개선 영상 (일반 재생기용)</translation>
    </message>
    <message>
        <source>Original and enhanced side by side, for ordinary players</source>
        <translation>원본과 개선 영상을 나란히 (일반 재생기용)</translation>
    </message>
    <message>
        <source>H.264 with loss, for looking only. The evidence is the lossless clip.</source>
        <translation>보기 전용 손실 압축(H.264) 사본입니다. 증거는 무손실 영상입니다.</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <source>Verify now</source>
        <translation>지금 검증</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>폴더 열기</translation>
    </message>
    <message>
        <source>no gain limit</source>
        <translation>이득 한계 없음</translation>
    </message>
    <message>
        <source>gain limit {limit}</source>
        <translation>이득 한계 {limit}</translation>
    </message>
    <message>
        <source>chroma gain {gain}</source>
        <translation>색차 이득 {gain}</translation>
    </message>
    <message>
        <source>curves of each frame</source>
        <translation>프레임마다 따로</translation>
    </message>
    <message>
        <source>curves of frame {index} for all</source>
        <translation>모두 {index}번 프레임의 커브</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>The evidence package is complete: {folder}</source>
        <translation>증거 패키지가 완성되었습니다: {folder}</translation>
    </message>
    <message>
        <source>Cancelled: nothing was left behind.</source>
        <translation>취소했습니다. 남은 파일은 없습니다.</translation>
    </message>
    <message>
        <source>Stopping …</source>
        <translation>멈추는 중 …</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>In a number field the arrow keys move the cursor; Enter leaves the field.</source>
        <translation>숫자 칸에서는 화살표 키가 커서를 움직입니다. Enter를 누르면 칸에서 나옵니다.</translation>
    </message>
    <message>
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
        <source>Open a clip</source>
        <translation>영상 열기</translation>
    </message>
    <message>
        <source>Open a clip (Ctrl+O), or drop a file here.</source>
        <translation>영상을 여십시오(Ctrl+O). 파일을 이곳에 끌어다 놓아도 됩니다.</translation>
    </message>
    <message>
        <source>Reading {name} …</source>
        <translation>{name} 읽는 중 …</translation>
    </message>
</context>
<context>
    <name>MeasuresPanel</name>
    <message>
        <source>What was reached</source>
        <translation>도달한 결과</translation>
    </message>
    <message>
        <source>Mean luminance</source>
        <translation>평균 휘도</translation>
    </message>
    <message>
        <source>Mean luminance of the frame, from 0 (black) to 1 (white), before and after: what L came to.</source>
        <translation>적용 전과 후의 프레임 평균 휘도입니다(0 검정, 1 흰색). 뒤의 값이 실제로 도달한 L입니다.</translation>
    </message>
    <message>
        <source>Moved to black</source>
        <translation>검정으로 바뀜</translation>
    </message>
    <message>
        <source>Share of samples the tables make black that were not: detail lost in shadows.</source>
        <translation>검정이 아니었는데 변환표로 검정이 된 표본의 비율입니다. 어두운 부분에서 잃은 정보입니다.</translation>
    </message>
    <message>
        <source>Moved to white</source>
        <translation>흰색으로 바뀜</translation>
    </message>
    <message>
        <source>Share of samples the tables make white that were not: detail lost in highlights.</source>
        <translation>흰색이 아니었는데 변환표로 흰색이 된 표본의 비율입니다. 밝은 부분에서 잃은 정보입니다.</translation>
    </message>
    <message>
        <source>Levels merged</source>
        <translation>합쳐진 단계</translation>
    </message>
    <message>
        <source>Values that differ in the file and no longer differ in the result.</source>
        <translation>파일에서는 다르지만 결과에서는 더 이상 구별되지 않는 값의 수입니다.</translation>
    </message>
    <message>
        <source>Largest gain</source>
        <translation>최대 이득</translation>
    </message>
    <message>
        <source>Largest step of a table, in output codes for one input code. Noise grows by as much.</source>
        <translation>변환표에서 가장 큰 증가(입력 코드 1에 대한 출력 코드 수)입니다. 잡음도 그만큼 커집니다.</translation>
    </message>
    <message>
        <source>Hue shift of greys</source>
        <translation>회색의 색조 변화</translation>
    </message>
    <message>
        <source>How many codes R, G and B drift apart where the file is grey. If high, do not trust colours.</source>
        <translation>파일에서 회색인 곳의 R, G, B가 몇 코드나 벌어지는지를 나타냅니다. 값이 크면 색을 믿지 마십시오.</translation>
    </message>
    <message>
        <source>L {asked} asked, {reached} reached without gain limit</source>
        <translation>L {asked} 요청, {reached} 도달 (이득 한계 없음)</translation>
    </message>
    <message>
        <source>L {asked} asked, {reached} reached at gain limit {limit}</source>
        <translation>L {asked} 요청, {reached} 도달 (이득 한계 {limit})</translation>
    </message>
    <message>
        <source>{count} codes</source>
        <translation>{count} 코드</translation>
    </message>
    <message>
        <source>Greys become coloured here. The colour mode Luma keeps them grey.</source>
        <translation>회색에 색이 생깁니다. 색 모드를 휘도로 바꾸면 회색으로 남습니다.</translation>
    </message>
    <message>
        <source>Very dark: colour lives in a few codes here, and brightening each channel turns them into false colours. The colour mode Luma avoids that.</source>
        <translation>매우 어두운 프레임입니다. 색 정보가 몇 코드뿐이어서 채널마다 밝게 하면 없던 색이 생깁니다. 색 모드를 휘도로 바꾸면 피할 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>PathField</name>
    <message>
        <source>Browse…</source>
        <translation>찾아보기…</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>폴더 고르기</translation>
    </message>
    <message>
        <source>Choose the source file</source>
        <translation>원본 파일 고르기</translation>
    </message>
</context>
<context>
    <name>PicturePair</name>
    <message>
        <source>The frame as it is in the file. Shown smaller or larger only to fit; the file is never changed.</source>
        <translation>파일에 있는 그대로의 프레임입니다. 화면에 맞추려고 크기만 조정해 보여 줄 뿐 파일은 바뀌지 않습니다.</translation>
    </message>
    <message>
        <source>The same frame after the tables below: every sample is replaced by its entry in the table of its channel, nothing else.</source>
        <translation>같은 프레임에 아래 변환표를 적용한 것입니다. 각 표본을 해당 채널 변환표의 값으로 바꾸는 것 외에는 아무것도 하지 않습니다.</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>원본</translation>
    </message>
    <message>
        <source>Enhanced</source>
        <translation>개선</translation>
    </message>
    <message>
        <source>Frame {index} cannot be shown.</source>
        <translation>{index}번 프레임은 표시할 수 없습니다.</translation>
    </message>
    <message>
        <source>Loading the network …</source>
        <translation>신경망을 불러오는 중 …</translation>
    </message>
    <message>
        <source>DAMAGED: the decoder reports errors in this frame</source>
        <translation>손상됨: 디코더가 이 프레임에서 오류를 보고함</translation>
    </message>
    <message>
        <source>AFTER DAMAGE: this frame builds on a damaged or missing one</source>
        <translation>손상 이후: 손상되었거나 없는 프레임에 의존함</translation>
    </message>
    <message>
        <source>{width} × {height}, shown at {percent} %</source>
        <translation>{width} × {height}, {percent} % 크기로 표시</translation>
    </message>
</context>
<context>
    <name>Problem</name>
    <message>
        <source>assumed-matrix</source>
        <translation>파일에 색 변환 행렬이 표기되어 있지 않아 화면 줄 수로 가정했습니다. 색이 어긋날 수 있습니다.</translation>
    </message>
    <message>
        <source>assumed-range</source>
        <translation>파일에 신호 범위가 표기되어 있지 않아 제한 범위로 가정했습니다. 어두운 톤이 어긋날 수 있습니다.</translation>
    </message>
    <message>
        <source>hdr</source>
        <translation>HDR 영상입니다. 부호값을 그대로 표시하고 처리하므로 밝기와 색이 HDR 화면과 다르게 보입니다.</translation>
    </message>
    <message>
        <source>interlaced</source>
        <translation>비월 주사 영상입니다. 한 프레임에 두 순간이 줄마다 번갈아 들어 있으며, 순차 주사로 바꾸지 않습니다.</translation>
    </message>
    <message>
        <source>vfr</source>
        <translation>프레임률이 일정하지 않습니다.</translation>
    </message>
    <message>
        <source>gap</source>
        <translation>{frame}번 프레임(PTS {pts}) 뒤로 한동안 화면이 없습니다.</translation>
    </message>
    <message>
        <source>timestamps</source>
        <translation>파일의 타임스탬프가 화면 순서와 맞지 않아, 정렬하여 디코더가 내는 순서대로 부여했습니다.</translation>
    </message>
    <message>
        <source>no-timestamps</source>
        <translation>파일에 쓸 수 있는 타임스탬프가 없습니다. 시각은 프레임률로 센 것이며 촬영 시점의 증거가 아닙니다.</translation>
    </message>
    <message>
        <source>truncated</source>
        <translation>파일을 끝까지 읽지 못했습니다. 나머지가 없거나 손상되었습니다.</translation>
    </message>
    <message>
        <source>encrypted</source>
        <translation>파일 일부가 암호화되어 있어 화면이 없거나 잘못될 수 있습니다.</translation>
    </message>
    <message>
        <source>layout-change</source>
        <translation>영상 도중에 화면 크기나 형식이 바뀝니다. 바뀌기 전까지만 내보낼 수 있습니다.</translation>
    </message>
    <message>
        <source>bit-depth</source>
        <translation>표본이 8비트보다 깊습니다. 커브를 적용하기 전에 8비트로 반올림합니다.</translation>
    </message>
    <message>
        <source>alpha</source>
        <translation>화면에 투명도 정보가 있으나 사용하지 않습니다.</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>Reading and hashing the source</source>
        <translation>원본을 읽고 해시 계산 중</translation>
    </message>
    <message>
        <source>Estimating the level from the frames</source>
        <translation>프레임에서 노출 수준 추정 중</translation>
    </message>
    <message>
        <source>Writing the frames</source>
        <translation>프레임 저장 중</translation>
    </message>
    <message>
        <source>Checking what was written</source>
        <translation>저장한 결과 확인 중</translation>
    </message>
    <message>
        <source>Finishing</source>
        <translation>마무리하는 중</translation>
    </message>
</context>
<context>
    <name>TransportBar</name>
    <message>
        <source>Go to index</source>
        <translation>인덱스로 이동</translation>
    </message>
    <message>
        <source>Drag to go through the clip. While you drag, the display may skip frames.</source>
        <translation>끌어서 영상을 훑어봅니다. 끄는 동안에는 화면이 프레임을 건너뛸 수 있습니다.</translation>
    </message>
    <message>
        <source>Frame index: frames are counted from 0 in the order of their timestamps (PTS).</source>
        <translation>프레임 인덱스: 프레임을 타임스탬프(PTS) 순서로 0부터 셉니다.</translation>
    </message>
    <message>
        <source>Names the picture you see, not the one you asked for: frame index, PTS (the timestamp in the file, in units of its time base), time, and how it was coded (I: by itself; P, B: from other pictures).</source>
        <translation>요청한 프레임이 아니라 지금 보이는 화면을 나타냅니다. 프레임 인덱스, PTS(파일에 있는 타임스탬프, 시간 단위의 배수), 시각, 부호화 방식(I: 단독, P·B: 다른 화면을 참조)입니다.</translation>
    </message>
    <message>
        <source>Playing keeps the clip&apos;s own time; frames the display had no time for are counted here. Stepping and export never skip.</source>
        <translation>재생은 영상 자체의 시각을 따르며, 미처 표시하지 못한 프레임 수를 여기에 셉니다. 한 프레임씩 이동할 때와 내보낼 때는 건너뛰지 않습니다.</translation>
    </message>
    <message>
        <source>of 0 … {last}</source>
        <translation>/ 0 … {last}</translation>
    </message>
    <message>
        <source>Reading frame {index} …</source>
        <translation>{index}번 프레임 읽는 중 …</translation>
    </message>
    <message>
        <source>Not shown while playing: {count} frames</source>
        <translation>재생 중 표시하지 못한 프레임: {count}</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>화면 없음</translation>
    </message>
    <message>
        <source>Frame index {index}  ·  PTS {pts} × {base} s  ·  {time}</source>
        <translation>프레임 인덱스 {index}  ·  PTS {pts} × {base} 초  ·  {time}</translation>
    </message>
    <message>
        <source>not decodable</source>
        <translation>복호화 불가</translation>
    </message>
    <message>
        <source>picture type {letter}</source>
        <translation>화면 유형 {letter}</translation>
    </message>
    <message>
        <source>DAMAGED</source>
        <translation>손상됨</translation>
    </message>
    <message>
        <source>after damage</source>
        <translation>손상 이후</translation>
    </message>
</context>
<context>
    <name>VerifyDialog</name>
    <message>
        <source>Choose the folder of an evidence package first.</source>
        <translation>먼저 증거 패키지 폴더를 고르십시오.</translation>
    </message>
    <message>
        <source>Checking …</source>
        <translation>확인하는 중 …</translation>
    </message>
    <message>
        <source>Verify an evidence package</source>
        <translation>증거 패키지 검증</translation>
    </message>
    <message>
        <source>Decodes the package again, with two independent decoders, and compares each frame with the curve log. With the source, the logged tables are applied to it once more and must give the same pictures.</source>
        <translation>서로 독립된 두 디코더로 패키지를 다시 복호화하여 프레임마다 커브 기록과 비교합니다. 원본이 있으면 기록된 변환표를 원본에 다시 적용하여 같은 화면이 나오는지도 확인합니다.</translation>
    </message>
    <message>
        <source>Package</source>
        <translation>패키지</translation>
    </message>
    <message>
        <source>Source (if at hand)</source>
        <translation>원본 (있을 때)</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>검증</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>결과</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>확인 항목</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>확인 내용</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Checking: {check}</source>
        <translation>확인하는 중: {check}</translation>
    </message>
    <message>
        <source>Everything holds.</source>
        <translation>모든 항목이 맞습니다.</translation>
    </message>
    <message>
        <source>Something does not hold: see below.</source>
        <translation>맞지 않는 항목이 있습니다. 아래를 보십시오.</translation>
    </message>
    <message>
        <source>✓ holds</source>
        <translation>✓ 맞음</translation>
    </message>
    <message>
        <source>✗ fails</source>
        <translation>✗ 틀림</translation>
    </message>
    <message>
        <source>Cancelled: nothing was decided.</source>
        <translation>취소했습니다. 아무것도 판정하지 않았습니다.</translation>
    </message>
</context>
<context>
    <name>WindowActions</name>
    <message>
        <source>Pause</source>
        <translation>일시 정지</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>재생</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>열기…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>내보내기…</translation>
    </message>
    <message>
        <source>Verify package…</source>
        <translation>패키지 검증…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>끝내기</translation>
    </message>
    <message>
        <source>First frame</source>
        <translation>첫 프레임</translation>
    </message>
    <message>
        <source>Ten frames back</source>
        <translation>10프레임 뒤로</translation>
    </message>
    <message>
        <source>One frame back</source>
        <translation>한 프레임 뒤로</translation>
    </message>
    <message>
        <source>One frame forward</source>
        <translation>한 프레임 앞으로</translation>
    </message>
    <message>
        <source>Ten frames forward</source>
        <translation>10프레임 앞으로</translation>
    </message>
    <message>
        <source>Last frame</source>
        <translation>마지막 프레임</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>Show log</source>
        <translation>로그 보기</translation>
    </message>
    <message>
        <source>About LLE Studio</source>
        <translation>LLE Studio 정보</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>영상</translation>
    </message>
    <message>
        <source>Colour as coded</source>
        <translation>색 해석</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>언어</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>도움말</translation>
    </message>
    <message>
        <source>Matrix</source>
        <translation>색 변환 행렬</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>신호 범위</translation>
    </message>
    <message>
        <source>As the file says, else assumed</source>
        <translation>파일 표기대로, 없으면 가정</translation>
    </message>
    <message>
        <source>Limited (16 to 235)</source>
        <translation>제한 (16~235)</translation>
    </message>
    <message>
        <source>Full (0 to 255)</source>
        <translation>전체 (0~255)</translation>
    </message>
</context>
<context>
    <name>Worker</name>
    <message>
        <source>Something unexpected stopped this work ({name}); the details are in the log (Help, Show log).</source>
        <translation>예기치 못한 오류로 작업이 멈췄습니다({name}). 자세한 내용은 로그에 있습니다(도움말, 로그 보기).</translation>
    </message>
</context>
</TS>
