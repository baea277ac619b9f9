import { LongTail, type Random } from "./random.ts";

/**
 * Words of the kind that make up most of a real vocabulary: names of people, places and firms, each
 * of them rare. Without these every word of a synthetic text would be common.
 */

/** How many names there are; a few are in thousands of texts, most in a handful. */
const NAMES = 40_000;

const SYLLABLES = [
  ...["al", "an", "bar", "ber", "bo", "ca", "cor", "da", "del", "do", "el", "er", "fa", "fen"],
  ...["ga", "gor", "ha", "hel", "i", "jo", "ka", "kel", "la", "len", "lo", "ma", "mer", "mo"],
  ...["na", "nor", "o", "os", "pa", "per", "qui", "ra", "rin", "ro", "sa", "sel", "so", "ta"],
  ...["ter", "to", "u", "va", "ver", "vi", "wa", "wen", "xi", "ya", "yor", "za", "zel", "zo"],
];

const SURNAMES = [..."王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘"];

const GIVEN = [
  ..."伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国红梅文波斌浩宇欣怡晨雪梦琪嘉豪子轩雨",
];

const capitalized = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

function madeOf(random: Random, parts: readonly string[], least: number, most: number): string {
  return Array.from({ length: random.between(least, most) }, () => random.pick(parts)).join("");
}

/** Draws names with a long tail. */
export class Names {
  private readonly english: LongTail<string>;
  private readonly chinese: LongTail<string>;

  constructor(random: Random) {
    const make = (one: () => string) => new LongTail(Array.from({ length: NAMES }, one), 0.8);
    this.english = make(() => capitalized(madeOf(random, SYLLABLES, 2, 4)));
    this.chinese = make(() => random.pick(SURNAMES) + madeOf(random, GIVEN, 1, 2));
  }

  drawEnglish(random: Random): string {
    return this.english.draw(random);
  }

  drawChinese(random: Random): string {
    return this.chinese.draw(random);
  }
}
