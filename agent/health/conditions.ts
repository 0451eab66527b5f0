/**
 * Everything that can be wrong, as data: whose it is, how soon it is noticed, how long they have, what to do, and
 * what ends it. One row per condition code, sorted.
 *
 * Never decides anything: `health/tracker.ts` reads the times, people read the rest. Times are home time.
 */
import type { ConditionCode, Owner } from '../record.ts';

/** urgent: nobody may be told or watched over now · soon: we are blind in one eye · note: look when you are there. */
export type Severity = 'urgent' | 'soon' | 'note';
export interface Words {
  readonly en: string;
  readonly ko: string;
}
export interface ConditionRow {
  readonly title: Words;
  readonly owner: Owner;
  readonly severity: Severity;
  /** Longest time from the cause to the `raised` record. */
  readonly boundMs: number;
  /** Time the owner has before it is `overdue`; after that it is said again every day. */
  readonly dueMs: number;
  readonly remedy: Words;
  readonly cleared: Words;
  /** For what happened rather than lasts: cleared when it did not happen again for so long; null: cleared by fact. */
  readonly clearsAfterMs: number | null;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Overdue conditions are said again this often: daily, so that nobody can say they were told once, last year. */
export const OVERDUE_REPEAT_MS = DAY_MS;

/**
 * Whose it becomes when its owner let the time pass, and again when that one did: whoever runs the service sends
 * another technician; whoever knows the person must know that this home is not watched as it should be.
 */
export const OVERDUE_TO: Readonly<Record<Owner, Owner>> = {
  resident: 'case-manager',
  technician: 'operator',
  operator: 'case-manager',
  'case-manager': 'operator',
};

export const OWNER_WORDS: Readonly<Record<Owner, Words>> = {
  resident: { en: 'the resident', ko: '거주자' },
  technician: { en: 'the technician', ko: '기술자' },
  operator: { en: 'the operator', ko: '운영자' },
  'case-manager': { en: 'the case manager', ko: '담당자' },
};

export const CONDITION_ROWS: Readonly<Record<ConditionCode, ConditionRow>> = {
  'alert-stuck': {
    title: { en: 'An alert is not brought to its end', ko: '알림이 마무리되지 않음' },
    owner: 'operator',
    severity: 'urgent',
    // The hub waits for whoever was sent, and for the closing, as long as `alert-life.ts` says.
    boundMs: 0,
    dueMs: DAY_MS,
    remedy: {
      en: 'See that whoever was sent has come, and that the alert is closed.',
      ko: '출동한 사람이 도착했는지 확인하고 알림을 종결하십시오.',
    },
    cleared: {
      en: 'No alert waits any more for somebody to come or for its closing.',
      ko: '도착이나 종결을 기다리는 알림이 없으면 해제됩니다.',
    },
    clearsAfterMs: null,
  },
  'battery-low': {
    title: { en: 'A battery is nearly empty', ko: '배터리가 거의 없음' },
    owner: 'technician',
    severity: 'soon',
    // Parts tell their battery once an hour.
    boundMs: HOUR_MS,
    dueMs: 14 * DAY_MS,
    remedy: {
      en: 'Change its battery at the next visit; until then it may fall silent any day.',
      ko: '다음 방문 때 배터리를 교체하십시오. 그 전에 신호가 끊길 수 있습니다.',
    },
    cleared: { en: 'Its voltage is that of a new battery again.', ko: '새 배터리의 전압이 되면 해제됩니다.' },
    clearsAfterMs: null,
  },
  blind: {
    title: { en: 'The home cannot be seen', ko: '집 안을 살필 수 없음' },
    owner: 'technician',
    severity: 'urgent',
    // A restart of all buses takes two minutes; the detector asks the resident after half an hour.
    boundMs: 5 * MINUTE_MS,
    dueMs: 4 * HOUR_MS,
    remedy: {
      en: 'Phone the person, then mend the sensors.',
      ko: '먼저 전화로 안부를 묻고 센서를 고치십시오.',
    },
    cleared: {
      en: 'Enough sensors are healthy again, one of them where the person was last.',
      ko: '센서가 다시 충분히 작동하면 해제됩니다.',
    },
    clearsAfterMs: null,
  },
  'broker-certificate-expired': {
    title: { en: 'The broker’s certificate is out of date', ko: '서버 인증서의 유효 기간이 맞지 않음' },
    owner: 'operator',
    severity: 'urgent',
    // At the first connection that is refused for it.
    boundMs: 0,
    dueMs: DAY_MS,
    remedy: {
      en: 'Renew the certificate of the broker, and look at its clock; the hub takes it up by itself.',
      ko: '서버 인증서를 갱신하고 서버의 시계를 확인하십시오. 허브는 새 인증서를 스스로 받아들입니다.',
    },
    cleared: { en: 'The link stands again.', ko: '연결되면 해제됩니다.' },
    clearsAfterMs: null,
  },
  'broker-untrusted': {
    title: { en: 'What answers is not our broker', ko: '응답하는 상대가 우리 서버가 아님' },
    owner: 'operator',
    severity: 'urgent',
    boundMs: 0,
    dueMs: DAY_MS,
    remedy: {
      en: 'Look for a login page on this network, for the authority that the hub was given, and for somebody in between.',
      ko: '공용 와이파이의 로그인 화면, 허브에 설정한 인증 기관, 중간에서 가로채는 장치를 확인하십시오.',
    },
    cleared: { en: 'The link stands again.', ko: '연결되면 해제됩니다.' },
    clearsAfterMs: null,
  },
  'card-wearing': {
    title: { en: 'The memory card is nearly worn out', ko: '메모리 카드 수명이 거의 다함' },
    owner: 'technician',
    severity: 'note',
    // Counted every six hours, at the pace of a month or two.
    boundMs: DAY_MS,
    dueMs: 30 * DAY_MS,
    remedy: {
      en: 'At the next visit move the hub to a new card: anbu export, then anbu import.',
      ko: '다음 방문 때 새 메모리 카드로 옮기십시오: anbu export, anbu import.',
    },
    cleared: {
      en: 'The card is another one, or lasts for nine months more.',
      ko: '카드를 바꾸었거나 아홉 달 넘게 쓸 수 있으면 해제됩니다.',
    },
    clearsAfterMs: null,
  },
  'certificate-expiring': {
    title: { en: 'The hub’s certificate ends within 30 days', ko: '허브 인증서가 30일 안에 만료됨' },
    owner: 'operator',
    severity: 'soon',
    // 30 days ahead (`health/tracker.ts`): a renewal that cannot come down the line needs a visit.
    boundMs: 0,
    dueMs: 14 * DAY_MS,
    remedy: {
      en: 'Put a new certificate in its place; the hub takes it up by itself. Without one it is not heard any more.',
      ko: '새 인증서로 바꾸십시오. 허브가 스스로 받아들입니다. 만료되면 허브의 소식이 오지 않습니다.',
    },
    cleared: {
      en: 'A certificate is in place that lasts longer.',
      ko: '더 오래가는 인증서로 바뀌면 해제됩니다.',
    },
    clearsAfterMs: null,
  },
  'clock-untrusted': {
    title: { en: 'The time of day is not known', ko: '현재 시각을 믿을 수 없음' },
    owner: 'operator',
    severity: 'note',
    // A time server answers within a minute or two of the network; a shorter gap needs nobody.
    boundMs: 15 * MINUTE_MS,
    dueMs: 3 * DAY_MS,
    remedy: { en: 'Let the hub reach a time server.', ko: '허브가 시간 서버에 접속하도록 하십시오.' },
    cleared: { en: 'A time server has set the clock.', ko: '시간 서버와 맞춰지면 해제됩니다.' },
    clearsAfterMs: null,
  },
  'commands-refused': {
    title: { en: 'Commands came that were not obeyed', ko: '인정할 수 없는 명령이 들어옴' },
    owner: 'operator',
    severity: 'soon',
    boundMs: 0,
    dueMs: DAY_MS,
    remedy: {
      en: 'Compare keys, counters and clocks of hub and centre; if they agree, somebody may be forging.',
      ko: '허브와 센터의 키, 번호, 시계를 비교하십시오. 모두 맞으면 위조일 수 있습니다.',
    },
    cleared: { en: 'None came for a day.', ko: '하루 동안 다시 없으면 해제됩니다.' },
    clearsAfterMs: DAY_MS,
  },
  'companion-lost': {
    title: { en: 'The companion device does not answer', ko: '안부 기기가 응답하지 않음' },
    owner: 'technician',
    severity: 'urgent',
    boundMs: MINUTE_MS,
    dueMs: DAY_MS,
    remedy: {
      en: 'Check its cable and battery: nothing is heard or seen of anbu until it answers.',
      ko: '케이블과 배터리를 확인하십시오. 응답할 때까지 소리와 불빛이 나지 않습니다.',
    },
    cleared: { en: 'It answers again.', ko: '다시 응답하면 해제됩니다.' },
    clearsAfterMs: null,
  },
  'companion-moved': {
    title: { en: 'The companion device is not where it was put', ko: '안부 기기의 위치가 바뀜' },
    owner: 'technician',
    severity: 'soon',
    boundMs: 0,
    dueMs: 3 * DAY_MS,
    remedy: {
      en: 'Ask where it stands; it has to be heard from bed and bathroom.',
      ko: '놓인 곳을 확인하십시오. 침대와 욕실에서 들려야 합니다.',
    },
    cleared: { en: 'It says that it stands still and upright.', ko: '바로 서 있다고 알리면 해제됩니다.' },
    clearsAfterMs: null,
  },
  'companion-unheard': {
    title: { en: 'The companion is hardly answered', ko: '안내 음성에 거의 답하지 않음' },
    owner: 'case-manager',
    severity: 'soon',
    // Judged with each question that ends, from the sixth on.
    boundMs: 0,
    dueMs: 14 * DAY_MS,
    remedy: {
      en: 'Check the hearing, the volume and the place of the loudspeaker at the next visit.',
      ko: '다음 방문 때 청력과 음량, 스피커 위치를 확인하십시오.',
    },
    cleared: {
      en: 'Half of the last questions were answered.',
      ko: '최근 질문의 절반에 답이 있으면 해제됩니다.',
    },
    clearsAfterMs: null,
  },
  'companion-unplugged': {
    title: { en: 'The companion device runs on its battery', ko: '안부 기기가 배터리로 동작함' },
    owner: 'technician',
    severity: 'soon',
    boundMs: 0,
    dueMs: DAY_MS,
    remedy: { en: 'Plug it in again.', ko: '전원을 다시 꽂으십시오.' },
    cleared: { en: 'It is on mains again.', ko: '전원이 다시 연결되면 해제됩니다.' },
    clearsAfterMs: null,
  },
  'config-refused': {
    title: { en: 'The configuration cannot be used', ko: '설정 파일을 사용할 수 없음' },
    owner: 'operator',
    severity: 'soon',
    boundMs: 0,
    dueMs: DAY_MS,
    remedy: {
      en: 'Mend the file; the last good one is in force: anbu run --check-config',
      ko: '설정 파일을 고치십시오. 그동안 마지막으로 정상이던 설정을 씁니다: anbu run --check-config',
    },
    cleared: { en: 'The hub started with the file as it is.', ko: '그 파일로 다시 시작하면 해제됩니다.' },
    clearsAfterMs: null,
  },
  'console-locked': {
    title: {
      en: 'Ten wrong codes were given at the hub’s console',
      ko: '허브 콘솔에 잘못된 코드가 열 번 입력됨',
    },
    owner: 'operator',
    severity: 'soon',
    // The hub looks at what the console has written twice a minute.
    boundMs: MINUTE_MS,
    dueMs: DAY_MS,
    remedy: {
      en: 'Ask who was at the hub with a cable. A technician reads the label again, and waits; if it was nobody of yours, send somebody to look.',
      ko: '누가 케이블로 허브에 접속했는지 확인하십시오. 기술자라면 기다렸다가 라벨의 코드를 다시 입력하고, 모르는 사람이라면 사람을 보내십시오.',
    },
    cleared: {
      en: 'A right code was given, the wait is over, or a day has passed without ten more.',
      ko: '올바른 코드를 입력했거나 대기 시간이 끝났거나 하루 동안 다시 없으면 해제됩니다.',
    },
    clearsAfterMs: DAY_MS,
  },
  'could-not-ask': {
    title: { en: 'An alert left without the person being asked', ko: '본인에게 묻지 못한 채 알림을 보냄' },
    owner: 'technician',
    severity: 'urgent',
    boundMs: 0,
    dueMs: DAY_MS,
    remedy: { en: 'Test the speaker: anbu doctor', ko: '스피커를 점검하십시오: anbu doctor' },
    cleared: { en: 'A sentence was played to the end.', ko: '말이 끝까지 재생되면 해제됩니다.' },
    clearsAfterMs: null,
  },
  'disk-full': {
    title: { en: 'The disk is full', ko: '저장 공간이 가득 참' },
    owner: 'technician',
    severity: 'soon',
    boundMs: 0,
    dueMs: 3 * DAY_MS,
    remedy: {
      en: 'Free some space. Alerts are still written, for weeks; movement is not.',
      ko: '저장 공간을 비우십시오. 알림은 몇 주 동안 계속 저장되지만 움직임 기록은 저장되지 않습니다.',
    },
    cleared: {
      en: 'There is room again, and some of it is set aside for the next time.',
      ko: '여유 공간이 생기고 예비 공간을 다시 확보하면 해제됩니다.',
    },
    clearsAfterMs: null,
  },
  'history-thinned': {
    title: { en: 'History that nobody has kept is let go', ko: '보관되지 않은 오래된 기록을 줄임' },
    owner: 'operator',
    severity: 'soon',
    // Told with the commit that thins, and again at most once an hour.
    boundMs: 0,
    dueMs: 3 * DAY_MS,
    remedy: {
      en: 'Bring the link back, or fetch what waits by hand: anbu carry-out. Alerts are all kept.',
      ko: '연결을 복구하거나 anbu carry-out으로 기록을 직접 가져오십시오. 알림은 모두 보관됩니다.',
    },
    cleared: { en: 'Nothing was let go for a day.', ko: '하루 동안 다시 없으면 해제됩니다.' },
    clearsAfterMs: DAY_MS,
  },
  'hub-battery-low': {
    title: { en: 'The hub’s battery lasts two hours at most', ko: '허브 배터리가 두 시간 안에 소진됨' },
    owner: 'case-manager',
    severity: 'urgent',
    boundMs: 0,
    dueMs: 2 * HOUR_MS,
    remedy: {
      en: 'Phone the person: when the battery is empty nobody watches. See that the hub gets current.',
      ko: '전화로 안부를 묻고 허브에 전기가 들어오게 하십시오. 배터리가 다하면 아무도 살피지 못합니다.',
    },
    cleared: { en: 'The mains is back.', ko: '전기가 다시 들어오면 해제됩니다.' },
    clearsAfterMs: null,
  },
  'identity-conflict': {
    title: { en: 'Two hubs go by one name', ko: '같은 이름의 허브가 둘임' },
    owner: 'operator',
    severity: 'urgent',
    // The third time that another came under our name within the hour.
    boundMs: 0,
    dueMs: DAY_MS,
    remedy: {
      en: 'Find the other one (a copied memory card?), switch it off, and give each its own certificate.',
      ko: '복제된 메모리 카드로 켜진 다른 허브를 찾아 끄고, 허브마다 인증서를 따로 발급하십시오.',
    },
    cleared: { en: 'Nobody came under our name for a day.', ko: '하루 동안 다시 없으면 해제됩니다.' },
    clearsAfterMs: DAY_MS,
  },
  'in-peace': {
    title: { en: 'The resident asked to be left in peace', ko: '본인이 조용히 있고 싶다고 함' },
    // Their own wish and nobody's fault: it leaves by the case manager's lane alone (`uplink/leaves.ts`).
    owner: 'resident',
    severity: 'note',
    boundMs: 0,
    // Twice as long as one may last (`detector/peace-share.ts`): it ends by itself and is never overdue.
    dueMs: DAY_MS,
    remedy: {
      en: 'Nothing: no silence is judged until it ends. Help by cord and button works as always.',
      ko: '하실 일은 없습니다. 끝날 때까지 움직임이 없어도 묻지 않습니다. 당김줄과 버튼은 그대로 작동합니다.',
    },
    cleared: {
      en: 'Its time is over, or the resident or the centre ended it.',
      ko: '시간이 다 되거나 본인이나 센터가 끝내면 해제됩니다.',
    },
    clearsAfterMs: null,
  },
  'journal-newer': {
    title: { en: 'The journal belongs to a newer version', ko: '기록이 더 새 버전의 것임' },
    owner: 'operator',
    severity: 'urgent',
    boundMs: 0,
    dueMs: DAY_MS,
    remedy: {
      en: 'Install the newer anbu again; until then the hub watches with a journal beside it, and has to learn anew.',
      ko: '더 새 버전을 다시 설치하십시오. 그동안 별도의 기록으로 살피며 새로 학습합니다.',
    },
    cleared: { en: 'The hub started with its own journal.', ko: '원래 기록으로 다시 시작하면 해제됩니다.' },
    clearsAfterMs: null,
  },
  'journal-quarantined': {
    title: { en: 'A damaged part of the journal was moved aside', ko: '손상된 기록을 따로 옮겨 둠' },
    owner: 'operator',
    severity: 'soon',
    boundMs: 0,
    dueMs: 3 * DAY_MS,
    remedy: {
      en: 'Fetch the file for inspection and plan a new card.',
      ko: '파일을 회수하고 메모리 카드를 교체하십시오.',
    },
    cleared: { en: 'No damage was found for a week.', ko: '일주일 동안 손상이 없으면 해제됩니다.' },
    clearsAfterMs: 7 * DAY_MS,
  },
  'journal-unwritable': {
    title: { en: 'Nothing can be written down', ko: '기록을 저장할 수 없음' },
    owner: 'technician',
    severity: 'urgent',
    boundMs: 0,
    dueMs: DAY_MS,
    remedy: {
      en: 'Free or replace the card; alerts leave from memory until then.',
      ko: '메모리 카드를 비우거나 교체하십시오. 그동안 알림은 메모리에서 보냅니다.',
    },
    cleared: { en: 'A record was written again.', ko: '다시 저장되면 해제됩니다.' },
    clearsAfterMs: null,
  },
  'learning-lost': {
    title: { en: 'What was learned of this home is lost', ko: '이 집에 대해 학습한 내용을 잃음' },
    owner: 'operator',
    severity: 'note',
    boundMs: 0,
    dueMs: 14 * DAY_MS,
    remedy: {
      en: 'Nothing to mend: it learns anew. Expect less exact questions for a week.',
      ko: '다시 학습합니다. 일주일쯤 질문이 덜 정확할 수 있습니다.',
    },
    cleared: { en: 'A week has passed to learn in.', ko: '일주일 동안 다시 학습하면 해제됩니다.' },
    clearsAfterMs: 7 * DAY_MS,
  },
  'light-failed': {
    title: { en: 'The companion’s light cannot be switched', ko: '안부 표시등을 켜고 끌 수 없음' },
    owner: 'technician',
    severity: 'soon',
    boundMs: 0,
    dueMs: 3 * DAY_MS,
    remedy: {
      en: 'Check its wiring and companion.light: anbu doctor',
      ko: '배선과 companion.light 설정을 확인하십시오: anbu doctor',
    },
    cleared: { en: 'It can be switched again.', ko: '다시 켜고 끌 수 있으면 해제됩니다.' },
    clearsAfterMs: null,
  },
  'link-down': {
    title: { en: 'The centre cannot be reached', ko: '센터에 연결되지 않음' },
    owner: 'operator',
    severity: 'urgent',
    // A person is told at 15 minutes; routers restart in less.
    boundMs: 15 * MINUTE_MS,
    dueMs: DAY_MS,
    remedy: {
      en: 'Check router and broker; everything is kept meanwhile.',
      ko: '공유기와 서버를 확인하십시오. 기록은 보관됩니다.',
    },
    cleared: { en: 'The link has stood for ten minutes.', ko: '연결이 10분 동안 유지되면 해제됩니다.' },
    clearsAfterMs: null,
  },
  'mains-lost': {
    title: { en: 'The hub runs on its battery', ko: '허브가 배터리로 작동 중' },
    owner: 'case-manager',
    severity: 'soon',
    // The line itself waits ten seconds, so that a lamp that dims is nobody's business.
    boundMs: 0,
    dueMs: 4 * HOUR_MS,
    remedy: {
      en: 'Ask by phone whether the current is out or a plug was pulled.',
      ko: '정전인지, 플러그가 뽑혔는지 전화로 확인하십시오.',
    },
    cleared: { en: 'The mains is back.', ko: '전기가 다시 들어오면 해제됩니다.' },
    clearsAfterMs: null,
  },
  'microphone-failed': {
    title: { en: 'The microphone cannot be relied on', ko: '마이크를 믿을 수 없음' },
    owner: 'technician',
    severity: 'note',
    // With the next question: between questions it is shut.
    boundMs: 0,
    dueMs: 14 * DAY_MS,
    remedy: {
      en: 'Check its plug, and that it can hear the loudspeaker where it stands: anbu doctor',
      ko: '마이크 연결과, 그 자리에서 스피커 소리가 들리는지 확인하십시오: anbu doctor',
    },
    cleared: {
      en: 'It can be read again, and hears what the loudspeaker says.',
      ko: '다시 읽히고 스피커 소리가 마이크에 들리면 해제됩니다.',
    },
    clearsAfterMs: null,
  },
  'nobody-listening': {
    title: { en: 'Nobody acknowledged the daily test', ko: '매일 시험에 응답한 사람이 없음' },
    owner: 'operator',
    severity: 'urgent',
    // The wait for the desk is policy (`checkon.testWaitMs`); the test itself comes at most 36 h after the last.
    boundMs: 0,
    dueMs: DAY_MS,
    remedy: {
      en: 'See that somebody works through the alerts.',
      ko: '알림을 처리하는 사람이 있는지 확인하십시오.',
    },
    cleared: { en: 'The desk acknowledged something.', ko: '센터가 응답하면 해제됩니다.' },
    clearsAfterMs: null,
  },
  paused: {
    title: { en: 'The home is not watched: a pause', ko: '일시 중지로 살피지 않는 중' },
    owner: 'case-manager',
    severity: 'note',
    boundMs: 0,
    // As long as one pause may last: who is not back to the usual then was paused again and again.
    dueMs: DAY_MS,
    remedy: {
      en: 'See that it ends when it was meant to. Help by cord and button works as always.',
      ko: '정해진 때에 끝나는지 확인하십시오. 당김줄과 버튼은 그대로 작동합니다.',
    },
    cleared: { en: 'The pause is over.', ko: '일시 중지가 끝나면 해제됩니다.' },
    clearsAfterMs: null,
  },
  'room-too-cold': {
    title: { en: 'A room is too cold', ko: '방이 너무 추움' },
    owner: 'case-manager',
    severity: 'soon',
    // A window that is opened to air the room is shut in less.
    boundMs: 30 * MINUTE_MS,
    dueMs: 12 * HOUR_MS,
    remedy: {
      en: 'Ask whether the heating works and is switched on.',
      ko: '난방이 되는지, 켜 두었는지 확인하십시오.',
    },
    cleared: {
      en: 'It is a degree warmer than the bound again, or its thermometer is silent.',
      ko: '기준보다 1도 높아지거나 온도를 알 수 없으면 해제됩니다.',
    },
    clearsAfterMs: null,
  },
  'room-too-hot': {
    title: { en: 'A room is too hot', ko: '방이 너무 더움' },
    owner: 'case-manager',
    severity: 'soon',
    boundMs: 30 * MINUTE_MS,
    dueMs: 4 * HOUR_MS,
    remedy: {
      en: 'Ask whether they drink enough and can cool the room or go to a cooler place.',
      ko: '물을 충분히 마시는지, 방을 식히거나 시원한 곳으로 갈 수 있는지 확인하십시오.',
    },
    cleared: {
      en: 'It is a degree cooler than the bound again, or its thermometer is silent.',
      ko: '기준보다 1도 낮아지거나 온도를 알 수 없으면 해제됩니다.',
    },
    clearsAfterMs: null,
  },
  'safe-mode': {
    title: { en: 'The hub kept dying at its start', ko: '허브가 시작할 때마다 멈춤' },
    owner: 'operator',
    severity: 'urgent',
    boundMs: 0,
    dueMs: DAY_MS,
    remedy: {
      en: 'It watches with the last good configuration, and without what it died of. Read its log; mend the file or the version.',
      ko: '마지막으로 정상이던 설정으로, 문제가 된 기록 없이 살피고 있습니다. 로그를 확인하고 설정이나 버전을 고치십시오.',
    },
    cleared: { en: 'It started as usual and lived.', ko: '평소처럼 시작해 작동하면 해제됩니다.' },
    clearsAfterMs: null,
  },
  'sensor-contradicted': {
    title: { en: 'A sensor does not see what it must see', ko: '센서가 보아야 할 움직임을 보지 못함' },
    owner: 'technician',
    severity: 'soon',
    boundMs: 0,
    dueMs: 7 * DAY_MS,
    remedy: {
      en: 'Check its aim, its cable, and what was put in front of it.',
      ko: '방향, 배선, 가리는 물건을 확인하십시오.',
    },
    cleared: { en: 'It saw somebody again.', ko: '다시 감지하면 해제됩니다.' },
    clearsAfterMs: null,
  },
  'sensor-lost': {
    title: { en: 'A sensor is lost', ko: '센서 연결 끊김' },
    owner: 'technician',
    severity: 'soon',
    boundMs: 0,
    dueMs: 3 * DAY_MS,
    remedy: {
      en: 'Check its battery and wiring: anbu doctor',
      ko: '배터리와 배선을 확인하십시오: anbu doctor',
    },
    cleared: { en: 'It answers again.', ko: '다시 응답하면 해제됩니다.' },
    clearsAfterMs: null,
  },
  'shaker-failed': {
    title: { en: 'The bed shaker cannot be switched', ko: '침대 진동기를 켜고 끌 수 없음' },
    owner: 'technician',
    severity: 'soon',
    boundMs: 0,
    dueMs: 3 * DAY_MS,
    remedy: {
      en: 'Check its wiring and companion.shaker: anbu doctor',
      ko: '배선과 companion.shaker 설정을 확인하십시오: anbu doctor',
    },
    cleared: { en: 'It can be switched again.', ko: '다시 켜고 끌 수 있으면 해제됩니다.' },
    clearsAfterMs: null,
  },
  'speaker-failed': {
    title: { en: 'The companion cannot be heard', ko: '스피커에서 소리가 나지 않음' },
    owner: 'technician',
    severity: 'soon',
    boundMs: 0,
    dueMs: 3 * DAY_MS,
    remedy: {
      en: 'Plug the speaker in again, then run: anbu doctor',
      ko: '스피커를 다시 꽂고 실행하십시오: anbu doctor',
    },
    cleared: { en: 'A sentence was played to the end.', ko: '말이 끝까지 재생되면 해제됩니다.' },
    clearsAfterMs: null,
  },
  'speaker-unheard': {
    title: { en: 'The microphone does not hear the loudspeaker', ko: '마이크에 스피커 소리가 들리지 않음' },
    owner: 'technician',
    severity: 'soon',
    // With the second sentence in a row.
    boundMs: 0,
    dueMs: 3 * DAY_MS,
    remedy: {
      en: 'Check that the loudspeaker is on and loud enough, and that neither of the two is covered.',
      ko: '스피커가 켜져 있고 소리가 충분한지, 스피커와 마이크가 가려지지 않았는지 확인하십시오.',
    },
    cleared: {
      en: 'It hears a sentence; or, with no light or shaker, one that it did not hear is answered by hand.',
      ko: '말이 마이크에 들리거나, 불빛이나 진동기 없이 들리지 않은 질문에 직접 답하면 해제됩니다.',
    },
    clearsAfterMs: null,
  },
  'uplink-refused': {
    title: { en: 'The broker refuses what the hub sends', ko: '서버가 허브의 메시지를 거부함' },
    owner: 'operator',
    severity: 'urgent',
    // Ten minutes of refusals, looked at with each heartbeat.
    boundMs: 15 * MINUTE_MS,
    dueMs: DAY_MS,
    remedy: {
      en: 'Check the broker’s access rules and packet size for this hub; everything is kept meanwhile.',
      ko: '서버의 접근 권한과 메시지 크기 제한을 확인하십시오. 기록은 보관됩니다.',
    },
    cleared: { en: 'It takes every lane again.', ko: '모든 메시지를 다시 받으면 해제됩니다.' },
    clearsAfterMs: null,
  },
  'work-dropped': {
    title: { en: 'More came in than the hub can take', ko: '처리할 수 없을 만큼 많은 신호가 들어옴' },
    owner: 'technician',
    severity: 'soon',
    boundMs: 0,
    dueMs: DAY_MS,
    remedy: {
      en: 'Look for a sensor that floods: anbu doctor',
      ko: '신호를 쏟아내는 센서를 찾으십시오: anbu doctor',
    },
    cleared: { en: 'Nothing was dropped for a day.', ko: '하루 동안 다시 없으면 해제됩니다.' },
    clearsAfterMs: DAY_MS,
  },
};

/** Whether it is a wish of the resident: nobody but the case manager is told of it, not even that something is open. */
export function isResidentsOwn({ code }: { readonly code: ConditionCode }): boolean {
  return CONDITION_ROWS[code].owner === 'resident';
}
