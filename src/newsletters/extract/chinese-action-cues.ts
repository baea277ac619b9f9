import type { Act } from "./action-cues.ts";

/** What verbs say in Chinese, where nothing is inflected: an alternative for each, longer ones first. */
export const CHINESE_ACTS: readonly { act: Act; pattern: RegExp }[] = [
  {
    act: "consult",
    pattern:
      /(?:公开|面向社会|向社会)?(?:公开)?征(?:求|集)(?:社会|公众|各方)?(?:公众)?(?:的)?意见|公开征求|征求意见(?!稿)|公开征集/g,
  },
  {
    act: "adopt",
    pattern:
      /(?:审议|表决|讨论|会议)?(?:并)?通过(?!了?(?:技术|网络|互联网|平台|手机|APP|App|以下|非法|其|采用|爬))|批准/g,
  },
  { act: "draft", pattern: /起草|研究制定|组织编制|牵头制定/g },
  {
    act: "enforce",
    pattern:
      /(?:行政)?处罚|罚款|通报(?!会)|约谈|查处|责令|立案(?:调查)?|下架|专项(?:整治|治理|行动)|开展[^。;,]{0,16}(?:行动|检查|整治|治理)|警告|没收|吊销|整改|调查(?!问卷)|督促|打击/g,
  },
  { act: "judge", pattern: /判决|裁定|宣判|判处|审结|一审|二审|终审|审理|认定|改判|驳回/g },
  { act: "prosecute", pattern: /提起公诉|提起[^。;,]{0,12}公益诉讼|起诉|批准逮捕|批捕|公诉/g },
  { act: "meet", pattern: /召开|举行|举办|出席|参加|签署|会见|座谈/g },
  {
    act: "issue",
    pattern:
      /(?:联合)?(?:正式)?(?:制定)?(?:发布|印发|公布|颁布|出台|下发|制定|修订|发出|公开|推出|转发|宣布)/g,
  },
  { act: "say", pattern: /表示|指出|强调|介绍|部署|启动|要求|提出|明确/g },
];
