import { z } from "zod";
import { orderText } from "./order-text.ts";
import { singleLine } from "./plain-text.ts";
import type { WorkOrder } from "./work-order.ts";
import { kyivMinute } from "./working-hours.ts";

/** An e-mail to the person responsible for a device. It is written here; sending it is another program's work. */
export const Notification = z.object({
  order: z.string(),
  occasion: z.enum(["opened", "held", "released", "escalated", "closed"]),
  at: z.string(),
  to: z.string(),
  person: z.string(),
  subject: z.string(),
  text: z.string(),
});
export type Notification = z.infer<typeof Notification>;
type Occasion = Notification["occasion"];

const subjects: Record<Occasion, { readonly uk: string; readonly en: string }> = {
  opened: { uk: "зареєстровано", en: "registered" },
  held: { uk: "зареєстровано, очікує", en: "registered, on hold" },
  released: { uk: "прийнято в роботу", en: "taken up" },
  escalated: { uk: "потребує уваги", en: "needs attention" },
  closed: { uk: "закрито", en: "closed" },
};

const whatIs: Record<WorkOrder["kind"], { readonly uk: string; readonly en: string }> = {
  toner: { uk: "Замовлення тонера", en: "Toner order" },
  repair: { uk: "Сервісна заявка", en: "Service request" },
  maintenance: { uk: "Заявка на технічне обслуговування", en: "Maintenance request" },
  placeChange: { uk: "Нове місце пристрою", en: "New place of a device" },
  contactChange: { uk: "Новий контакт для пристрою", en: "New contact for a device" },
};

/** The e-mail for an occasion, Ukrainian first; undefined when there is nobody to write to. */
export function notificationOf(order: WorkOrder, occasion: Occasion, at: string): Notification | undefined {
  if (order.email === "") return undefined;
  const what = whatIs[order.kind];
  const title = subjects[occasion];
  const device = [order.model, order.si === null ? null : `SI ${order.si}`, order.serial].filter(
    (part) => part !== null,
  );
  const lines = (labels: readonly [string, string, string, string], reason: string) =>
    [
      `${labels[0]}: ${device.join(", ")}`,
      `${labels[1]}: ${reason}`,
      ...(occasion === "held" ? [`${labels[2]}: ${order.holdReason ?? ""}`] : []),
      ...(order.deadline === null || occasion === "closed" ? [] : [`${labels[3]}: ${kyivMinute(order.deadline)}`]),
    ].map(singleLine);
  const text = [
    `${what.uk} ${order.number}: ${title.uk}.`,
    ...lines(["Пристрій", "Причина", "Призупинено", "Термін (за Києвом)"], orderText(order, "uk")),
    "",
    `${what.en} ${order.number}: ${title.en}.`,
    ...lines(["Device", "Reason", "On hold because", "Deadline (Kyiv time)"], orderText(order, "en")),
  ].join("\n");
  const subject = `${order.number} ${title.uk} / ${title.en}`;
  return { order: order.number, occasion, at, to: order.email, person: order.person, subject, text };
}
