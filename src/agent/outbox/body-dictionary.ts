const counterIds =
  "total.large total.duplex total.largeDuplex copy.black copy.fullColor copy.singleColor copy.twoColor copy.black.large " +
  "copy.fullColor.large print.black print.fullColor print.singleColor print.twoColor print.black.large " +
  "print.fullColor.large print.black.duplex fax.black receive.black report.black scan scan.large originals sheets jams " +
  "troubles size. markerLife";
const partKinds = "drum developer imagingUnit otherPart fuser belt transferUnit roller filter";
const supplyColors = "black cyan magenta yellow";

function repeat(words: string, pattern: (word: string) => string): string {
  return words.split(" ").map(pattern).join("");
}

/**
 * What most bodies look like, the most frequent texts last, where deflate's references to them are shortest. Measured: a
 * reading of 4.5 kB takes 1346 bytes without it and 614 with it. Stored rows need this text to the letter: never change
 * it; add a second one, and a column that tells which.
 */
export const bodyDictionary = Buffer.from(
  [
    '{"version":"","startedAt":"","nextContactWithinS":300,"isLast":false,"devices":{"known":,"answering":,"silent":0,',
    '"otherPrinters":0},"outbox":{"records":,"bytes":,"oldestAt":null,"quarantined":0}}',
    '{"type":"tonerNeed","action":"clear","raisedAt":"","certainty":"certain","likely","possible",',
    '"evidence":{"observedAt":["2026-","key":"toner.cyan#life-1","fault.C-',
    '{"device":{"uid":"d-","serial":"A","si":null,"manufacturer":"KONICA MINOLTA","brand":"KONICA MINOLTA",',
    '"model":"bizhub C","family":null,"isKonicaMinolta":true,"sysObjectId":"1.3.6.1.4.1.18334.1.1.1.2.1.",',
    '"mac":"00:20:6b:","hostName":"KM","location":null,"contact":null,"address":"192.168.",',
    '"firmware":[{"name":"Printer Control C","version":"G00-"}],"capabilities":{"color":true,"largeFormat":true,',
    '"duplex":true,"controller":"internal"}},"observedAt":"2026-01-01T08:00:00.000Z","uptimeMs":',
    ',"counters":[{"id":"total","value":',
    repeat(counterIds, (id) => `},{"id":"${id}","value":`),
    '}],"counting":{"duplexWeight":1,"largeWeight":2,"largeMeans":"A3"},"unsupported":["","],',
    '"checks":[{"sum":"total","parts":,"stated":,"ok":true}],"alerts":[{"key":"","severity":"warning","critical",',
    '"other","kind":"maintenance","service","supply","user","info","code":,"codeName":"other","group":"generalPrinter",',
    '"markerSupplies","input","groupIndex":1,"location":0,"training":"fieldService","untrained",',
    '"text":"Maintenance Required","timeTicks":null,"troubleCode":"C-","jamCode":"J-","partCode":"P-"}],',
    '"status":{"device":"running","warning","printer":"idle","printing","errors":["serviceRequested","lowToner",',
    '"noPaper","lowPaper"],"asleep":false,"console":["Ready to Print"],"covers":[{"description":"",',
    '"state":"coverClosed"},{"description":"Tray 1","name":"Tray 2","sheets":null,"capacity":500}]},',
    '"profile":{"name":"konica-minolta","revision":1},"provenance":{"oid":"1.3.6.1.2.1.43.11.1.1.9.1.","raw":""},',
    '"complete":true},"parts":[',
    repeat(partKinds, (kind) => `{"key":"${kind}.black","kind":"${kind}","color":null,"description":" Unit",`),
    '"level":{"state":"some"},"raw":{"unit":19,"max":-2,"level":-3}},',
    '],"supplies":[{"key":"waste","kind":"waste","color":null,"description":"Waste Toner Box",',
    repeat(
      supplyColors,
      (color) =>
        `{"key":"toner.${color}","kind":"toner","color":"${color}","description":"Toner (Black)",` +
        '"level":{"state":"percent","percent":100},"raw":{"unit":19,"max":100,"level":100}},',
    ),
  ].join(""),
);
