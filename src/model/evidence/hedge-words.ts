/** Words by which a sentence says that something did not happen, may happen or is only planned, by language, as data. */

/**
 * `*` ends a word of which only the beginning is given, `…` stands for up to three words, `#` for a number. Case, accents and
 * the like make no difference.
 */
export interface HedgeWords {
  readonly says: readonly string[];
  /** Those that mean this in small letters alone: "may", unlike May. */
  readonly inSmallLetters?: readonly string[];
  /** What holds such words and says nothing of the kind. */
  readonly but: readonly string[];
  /** Letters that are written together with the next word, such as "and". */
  readonly joined?: readonly string[];
}

const words = (text: string): string[] =>
  text
    .split(/[,\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** By the primary subtag of a language tag (BCP 47). */
export const HEDGE_WORDS: Readonly<Record<string, HedgeWords>> = {
  en: {
    says: words(`
      not, no, never, none, nothing, nobody, no one, neither, nor, without, cannot, can't, don't, doesn't, didn't, hasn't, haven't
      hadn't, isn't, aren't, wasn't, weren't, won't, wouldn't, couldn't, shouldn't, fail*, refus*, reject*, deny, denies, denied
      denying, denial*, declin*, dismiss*, rule out, rules out, ruled out, ruling out, fell through, abandon*, cancel*, postpon*
      called off, stop* short, far from, yet to, unlikely, unclear, unconfirmed, unsigned, unable, hardly, instead of sign*, rather than sign*
      untrue, false, lack, lacks, lacked, lacking, absence of
      might, could, would, should, can become, likely, possible, possibly, perhaps, maybe, probable, probably, reportedly, allege*, rumor*
      rumour*, supposed*, presum*, potential agreement, potential deal, potential partnership
      plan to, plan on, plans, planned, planning, intend*, intent, intention*, hope, hopes, hoped, hoping, expect*, anticipat*
      propos*, consider, considers, considering, considered signing, under consideration, discuss*, negotiat*, in talks, talks on
      talks to, talks about, talks over, seek, seeks, seeking, sought, aspir*, contemplat*, envisag*, envision*, explores
      explored, exploring, agree* to explore, preparing to, preparing for, prepares to, prepared to, ready to, set to, about to
      due to sign, due to be, poised to, scheduled, slated, upcoming, forthcoming, prospective, draft, drafts, drafted, drafting
      tentative*, pending, subject to, if, unless, whether, call for, calls for, called for, calling for, urged, urges, urging
      want to, wants to, wanted to, wish to, wishes to, wished to, willing*, offered to, promis*, pledg*, vow, vows, vowed, eyeing
      will … sign*, will … ink, will … conclude*, will … finali*, will … enter into, will … enter in, will … take effect
      will … come into, will … go into, will … begin, will … start, will … launch, shall … sign*, going to, to sign, to be signed
      to be concluded, to be finali*
    `),
    inSmallLetters: ['may'],
    but: words(`
      not only, not just, not merely, not simply, not least, no doubt, without doubt, without delay, without exception
      without precedent, no later than, not later than, no less than, no fewer than, nothing less than, no #, as planned
      as expected, than expected, as discussed, as soon as possible, where possible, wherever possible, letter* of intent
      statement* of intent, declaration* of intent, memorandum of intent, minist* of planning, minist* for planning
      planning minist*, planning commission, planning department, planning division, planning board, planning and development
      after … discussions, following … discussions, after … negotiations, following … negotiations, newly negotiated
    `),
  },
  es: {
    says: words(`
      no, nunca, jamás, nada, nadie, ningún, ninguna, ninguno, ni, tampoco, sin, negó, negaron, niega, niegan, negar, desmint*
      desmient*, rechaz*, descart*, aplaz*, cancel*, suspend*
      podría, podrían, podrá, podrán, puede, pueden, quizá, quizás, tal vez, posible, posiblemente, probable, probablemente
      sería, serían, habría, habrían, firmaría, firmarían, firmará, firmarán, suscribirá, suscribirán, supuest*, presunt*
      plan para, planea, planean, planeaba, planeado, planeada, planes, prevé, prevén, previsto, prevista, previstos, previstas
      espera, esperan, esperaba, esperado, esperada, propone, proponen, propuso, propuest*, discute, discuten, discutió
      discutieron, discutir, debate, debatieron, debatió, analizaron, analizan, negocia, negocian, negoció, negociaron, negociar
      negociación, negociaciones, conversaciones, considera, consideran, considerar, estudia, estudian, pretend*, intención
      intenciones, busca, buscan, buscar, borrador, pendiente, pendientes, firmar, por firmar, van a, va a, si
    `),
    but: words(`
      no solo, no sólo, no solamente, no obstante, sin embargo, sin duda, sin dudas, sin precedentes, sin demora
      carta de intención, cartas de intención, carta de intenciones, declaración de intenciones, tras … negociaciones
      después de … negociaciones, tras … conversaciones, acaba de firmar, acaban de firmar, al firmar, tras firmar
    `),
  },
  fr: {
    says: words(`
      ne, n'a, n'ont, n'est, n'avait, n'avaient, n'était, n'y, pas de, pas encore, jamais, aucun, aucune, rien, ni, sans, nie
      nient, nié, dément, démenti, démentent, refus*, rejet*, annul*, report*
      pourrait, pourraient, peut, peuvent, devrait, devraient, peut-être, possible, probable, probablement, éventuel*, serait
      seraient, aurait, auraient, signera, signeront, signerait, signeraient, conclura, concluront, va signer, vont signer
      envisag*, prévoit, prévoient, prévu, prévue, prévus, prévues, projet de, projets de, projette, projettent, espère
      espèrent, attendu, attendue, attend, propose, proposent, proposé, proposition*, discut*, discussion*, négocie, négocient
      négocié, négocier, négociation*, pourparlers, examine, examinent, étudie, étudient, intention, souhaite, souhaitent
      cherche, cherchent, visant à signer, en vue de, si
    `),
    but: words(`
      non seulement, ne … pas seulement, pas seulement, sans doute, sans précédent, sans délai, sans tarder, ne cesse, ne cessent
      lettre d'intention, lettres d'intention, déclaration d'intention, après … discussions, après … négociations
      à l'issue … négociations, projet de loi, projets de loi
    `),
  },
  pt: {
    says: words(`
      não, nunca, jamais, nada, ninguém, nenhum, nenhuma, nem, tampouco, sem, negou, negaram, nega, negam, desment*, desmint*
      rejeit*, descart*, adi*ou, cancel*, suspend*
      poderia, poderiam, poderá, poderão, pode, podem, talvez, possível, possivelmente, provável, provavelmente, seria, seriam
      teria, teriam, assinaria, assinariam, assinará, assinarão, suposto, suposta, alegad*
      planeja, planejam, planejado, planejada, planeia, planeiam, planos, prevê, preveem, previsto, prevista, previstos, previstas
      espera, esperam, esperado, esperada, propõe, propõem, propôs, propost*, discut*, debate, debateu, debateram, negocia
      negociam, negociou, negociaram, negociar, negociação, negociações, conversações, considera, consideram, estuda, estudam
      pretend*, intenção, intenções, busca, buscam, minuta, rascunho, pendente, pendentes, assinar, vai, vão, se
    `),
    but: words(`
      não só, não somente, não apenas, no entanto, sem dúvida, sem dúvidas, sem precedentes, sem demora, carta de intenção
      carta de intenções, declaração de intenções, após … negociações, depois de … negociações, acaba de assinar
      acabam de assinar, ao assinar, após assinar
    `),
  },
  ru: {
    says: words(`
      не, ни, нет, никогда, никто, ничего, никак*, без, отриц*, опроверг*, отказ*, отклон*, отверг*, отлож*, отмен*
      может, могут, мог, могла, могли, бы, возможно, возможность, возможный, возможное, вероятно, вероятн*, якобы, если
      планиру*, планы, намерен, намерена, намерены, намерение, намерения, намерениях, намерева*, ожида*, предполага*, обсуд*
      обсужд*, переговоры, переговорах, рассматрива*, рассмотр*, предлож*, предлаг*, надеет*, надеют*, хочет, хотят, стремит*
      стремят*, готовит*, готовят*, подпишет, подпишут, подпишем, подписать, будет … подписан*, будут … подписан*, будет … заключен*
      заключат, заключит, проект соглашения, проект меморандума, проект договора, предстоящ*
    `),
    but: words(`
      не только, не менее, не позднее, тем не менее, не раз, без сомнения, без промедления, меморандум* о намерениях
      соглашени* о намерениях, протокол* о намерениях, письм* о намерениях, удалось подписать, смогли подписать
    `),
  },
  ar: {
    says: words(`
      لا, لم, لن, ليس, ليست, دون, بدون, عدم, غير, نفى, نفت, ينفي, تنفي, نفي, رفض, رفضت, يرفض, ترفض, ألغى, ألغت, تأجيل
      قد, ربما, يمكن, محتمل, المحتمل, يحتمل, المرجح, يرجح
      سوف, سيوقع, ستوقع, سيوقعان, سيتم, ستتم, يعتزم, تعتزم, يعتزمان, تعتزمان, اعتزام, يخطط, تخطط, خطة, خطط, يتوقع, تتوقع
      متوقع, المتوقع, ناقش, ناقشت, ناقشا, ناقشوا, يناقش, تناقش, مناقشة, مناقشات, بحث, بحثت, بحثا, بحثوا, يبحث, تبحث, تباحث
      مباحثات, محادثات, مفاوضات, التفاوض, اقترح, اقترحت, يقترح, تقترح, مقترح, اقتراح, مشروع اتفاق, مشروع مذكرة, مسودة, يدرس
      تدرس, يسعى, تسعى, يأمل, تأمل, المزمع, المقرر, إذا, لو
    `),
    but: words(`ليس فقط, لا سيما, لا شك, بدون شك, دون شك, لا يزال, لا تزال, بعد … مفاوضات, بعد … محادثات`),
    joined: ['و', 'ف'],
  },
  ur: {
    says: words(`
      نہیں, نہ, مت, بغیر, کبھی نہیں, تردید, انکار, مسترد, منسوخ, ملتوی
      ممکن, ممکنہ, امکان, امکانات, شاید, متوقع, توقع, سکتا, سکتی, سکتے, ہوسکتا, مبینہ, اگر
      منصوبہ, ارادہ, غور, زیر غور, تبادلہ خیال, تبادلۂ خیال, بات چیت, مذاکرات, گفتگو, تجویز, تجاویز, مجوزہ, مسودہ, خواہش
      خواہاں, امید, کوشش, دستخط … گا, دستخط … گے, دستخط … گی, کریں گے, کرے گا, کرے گی, کیے جائیں گے, کئے جائیں گے, کیا جائے گا, ہوں گے
      ہوگا, ہوگی
    `),
    but: words(`نہ صرف, مذاکرات کے بعد, بات چیت کے بعد`),
  },
  zh: {
    says: words(`
      没有, 沒有, 尚未, 並未, 并未, 未能, 未曾, 从未, 從未, 未签, 未簽, 不会, 不會, 不是, 并不, 並不, 并非, 並非, 无法, 無法, 否认, 否認, 拒绝, 拒絕
      取消, 推迟, 推遲
      可能, 或许, 或許, 也许, 也許, 或将, 或將, 据称, 據稱, 如果
      计划, 計劃, 打算, 拟, 擬, 有意, 希望, 期待, 预计, 預計, 预期, 預期, 有望, 讨论, 討論, 商讨, 商討, 磋商, 洽谈, 洽談, 谈判, 談判, 探讨, 探討
      考虑, 考慮, 提议, 提議, 建议, 建議, 草案, 寻求, 尋求, 将签, 將簽, 将会, 將會, 将于, 將於, 即将, 即將, 准备, 準備
    `),
    but: words(`不仅, 不僅, 不只, 行动计划, 行動計劃, 经过谈判, 經過談判`),
  },
};
