import { describe, expect, test } from "vitest";
import { classifyAlert } from "../../../src/agent/reading/classify-alert.ts";
import { classifySupply, colorOfText } from "../../../src/agent/reading/classify-supply.ts";
import { library } from "../../recorded-answers.ts";

/** Kinds, and by language a description of each in this order. */
const items = [
  "toner",
  "waste",
  "drum",
  "developer",
  "imagingUnit",
  "fuser",
  "belt",
  "roller",
  "filter",
  "staples",
] as const;

const descriptions: Readonly<Record<string, string>> = {
  German:
    "Toner (Gelb)|Resttonerbehälter|Trommelkassette|Entwicklungseinheit|Bebilderungseinheit|Fixiereinheit|Transferband|Transferwalze|Tonerfilter|Heftklammern",
  French:
    "Toner (Jaune)|Bac de toner usagé|Tambour|Unité de développement|Unité d'imagerie|Unité de fixation|Courroie de transfert|Rouleau de transfert|Filtre à toner|Agrafes",
  Spanish:
    "Tóner (Amarillo)|Depósito de tóner usado|Tambor|Unidad de revelador|Unidad de imagen|Unidad de fusión|Correa de transferencia|Rodillo de transferencia|Filtro de tóner|Grapas",
  Italian:
    "Toner (Giallo)|Vaschetta recupero toner|Tamburo|Unità di sviluppo|Unità immagine|Unità fusore|Cinghia di trasferimento|Rullo di trasferimento|Filtro toner|Punti metallici",
  Portuguese:
    "Toner (Amarelo)|Recipiente de resíduos de toner usado|Tambor|Revelador|Unidade de imagem|Unidade de fusão|Correia de transferência|Rolo de transferência|Filtro de toner|Agrafos",
  Dutch:
    "Toner (Geel)|Afvaltonerbak|Drum|Ontwikkeleenheid|Beeldeenheid|Fixeereenheid|Transferband|Transferrol|Tonerfilter|Nietjes",
  Polish:
    "Toner (Żółty)|Pojemnik na zużyty toner|Bęben|Wywoływacz|Moduł obrazowania|Moduł utrwalania|Pas transmisyjny|Rolka transferowa|Filtr tonera|Zszywki",
  Czech:
    "Toner (Žlutý)|Odpadní nádobka|Obrazový válec|Vývojnice|Zobrazovací jednotka|Zapékací jednotka|Přenosový pás|Přenosový válec|Filtr toneru|Sponky",
  Russian:
    "Тонер (Желтый)|Контейнер отработанного тонера|Барабан|Блок проявителя|Блок формирования изображения|Блок закрепления|Лента переноса|Ролик переноса|Фильтр тонера|Скобы",
  Ukrainian:
    "Тонер (Жовтий)|Контейнер для відпрацьованого тонера|Барабан|Блок проявника|Блок формування зображення|Блок закріплення|Стрічка перенесення|Ролик перенесення|Фільтр тонера|Скоби",
  Japanese:
    "トナー(イエロー)|廃棄トナーボックス|ドラムカートリッジ|現像カートリッジ|イメージングユニット|定着ユニット|転写ベルトユニット|転写ローラユニット|トナーフィルタ|ステープル針",
};

describe.each(Object.entries(descriptions))("in %s", (_language, joined) => {
  const texts = joined.split("|");
  test.each(items.map((kind, at) => [texts[at] ?? "", kind] as const))(
    "“%s” is %s without a type",
    (description, kind) => {
      const traits = { type: undefined, isReceptacle: false, description, color: null };
      expect(classifySupply(library.supplyRules, traits, false).kind).toBe(kind);
    },
  );

  test("yellow is yellow, and nothing else has a color", () => {
    expect(texts.map((text) => colorOfText(library.supplyRules, text))).toEqual([
      "yellow",
      ...texts.slice(1).map(() => null),
    ]);
  });

  test("a type of staples or of waste is no toner whatever the text says", () => {
    const kindOf = (type: number, isReceptacle: boolean) =>
      classifySupply(library.supplyRules, { type, isReceptacle, description: texts[0] ?? "", color: "yellow" }, true)
        .kind;
    expect([kindOf(32, false), kindOf(4, true)]).toEqual(["staples", "waste"]);
  });
});

describe("an alert without a telling code is for those who can act on it", () => {
  test.each([
    ["supply", "Toner fast leer: Gelb"],
    ["supply", "Ajouter des agrafes"],
    ["supply", "Añada tóner (Negro)"],
    ["supply", "トナーがなくなりました"],
    ["user", "Papierstau im Einzug"],
    ["user", "Inceppamento carta"],
    ["user", "Atasco de papel en la grapadora: grapas"],
    ["user", "Замятие бумаги"],
    ["user", "紙づまり"],
    ["user", "Brak papieru: kaseta 2"],
    ["maintenance", "Mantenimiento necesario"],
    ["maintenance", "Требуется обслуживание"],
    ["maintenance", "Údržba"],
    ["service", "Rufen Sie den Kundendienst"],
    ["service", "Llame al servicio técnico"],
    ["service", "Chame a assistência técnica"],
    ["service", "Volejte servis"],
    ["service", "Зверніться до сервісного центру"],
    ["info", "Ruhemodus"],
    ["info", "Modo reposo"],
    ["info", "Сплячий режим"],
    ["info", "ウォームアップ中"],
  ])("%s: “%s”", (kind, text) => {
    const traits = { code: 1, group: "generalPrinter", severity: "warning", training: "unknown", text, textCodes: {} };
    expect(classifyAlert(library.alertRules, traits)).toBe(kind);
  });
});
