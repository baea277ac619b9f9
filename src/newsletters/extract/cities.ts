/**
 * Cities that texts name by themselves, and the subdivision that they are in: a court or a bureau of
 * a city tells of its province. A line for each; names without 市, as both forms are looked for.
 */
const CITIES: Readonly<Record<string, string>> = {
  "CN-ZJ":
    "Hangzhou杭州 Ningbo宁波 Wenzhou温州 Jiaxing嘉兴 Huzhou湖州 Shaoxing绍兴 Jinhua金华 Yiwu义乌 Quzhou衢州 Lishui丽水",
  "CN-JS":
    "Nanjing南京 Suzhou苏州 Wuxi无锡 Changzhou常州 Nantong南通 Yangzhou扬州 Zhenjiang镇江 Xuzhou徐州 Yancheng盐城 Lianyungang连云港 Kunshan昆山",
  "CN-GD":
    "Guangzhou广州 Dongguan东莞 Foshan佛山 Zhuhai珠海 Huizhou惠州 Zhongshan中山市 Shantou汕头 Jiangmen江门 Zhaoqing肇庆 Shaoguan韶关",
  "CN-FJ": "Fuzhou福州 Xiamen厦门 Quanzhou泉州 Zhangzhou漳州 Putian莆田 Ningde宁德",
  "CN-SD":
    "Jinan济南 Qingdao青岛 Yantai烟台 Weifang潍坊 Zibo淄博 Linyi临沂 Jining济宁 Weihai威海 Rizhao日照",
  "CN-SC": "Chengdu成都 Mianyang绵阳 Deyang德阳 Luzhou泸州 Yibin宜宾 Nanchong南充",
  "CN-HB": "Wuhan武汉 Yichang宜昌 Xiangyang襄阳 Jingzhou荆州 Huangshi黄石",
  "CN-HN": "Changsha长沙 Zhuzhou株洲 Xiangtan湘潭 Hengyang衡阳 Yueyang岳阳 Changde常德",
  "CN-HA": "Zhengzhou郑州 Luoyang洛阳 Kaifeng开封 Nanyang南阳 Xinxiang新乡 Anyang安阳",
  "CN-HE": "Shijiazhuang石家庄 Tangshan唐山 Baoding保定 Langfang廊坊 Handan邯郸 Qinhuangdao秦皇岛",
  "CN-AH": "Hefei合肥 Wuhu芜湖 Bengbu蚌埠 Ma'anshan马鞍山 Fuyang阜阳",
  "CN-JX": "Nanchang南昌 Jiujiang九江 Ganzhou赣州 Shangrao上饶",
  "CN-LN": "Shenyang沈阳 Dalian大连 Anshan鞍山 Fushun抚顺",
  "CN-JL": "Changchun长春 Jilin吉林市",
  "CN-HL": "Harbin哈尔滨 Qiqihar齐齐哈尔 Daqing大庆",
  "CN-SN": "Xi'an西安 Xianyang咸阳 Baoji宝鸡 Yulin榆林",
  "CN-SX": "Taiyuan太原 Datong大同市 Linfen临汾",
  "CN-GX": "Nanning南宁 Guilin桂林 Liuzhou柳州 Beihai北海市",
  "CN-HI": "Haikou海口 Sanya三亚",
  "CN-YN": "Kunming昆明 Dali大理 Qujing曲靖",
  "CN-GZ": "Guiyang贵阳 Zunyi遵义",
  "CN-GS": "Lanzhou兰州 Tianshui天水",
  "CN-NM": "Hohhot呼和浩特 Baotou包头 Ordos鄂尔多斯",
  "CN-XJ": "Urumqi乌鲁木齐 Kashgar喀什",
  "CN-NX": "Yinchuan银川",
  "CN-QH": "Xining西宁",
  "CN-XZ": "Lhasa拉萨",
};

const PROVINCES: ReadonlyMap<string, string> = new Map(
  Object.entries(CITIES).flatMap(([province, cities]) =>
    cities.split(" ").flatMap((city) => {
      const chinese = city.replace(/^[A-Za-z']+/, "");
      return [city.slice(0, city.length - chinese.length), chinese].map(
        (name) => [name, province] as const,
      );
    }),
  ),
);

/** A word as the Latin names are written; they are looked up, since to try all at each place takes long. */
const LATIN = "(?<![\\p{L}\\p{N}])[A-Z][a-z]+(?:'an[a-z]*)?(?![\\p{L}\\p{N}])";

const CHINESE = [...PROVINCES.keys()]
  .filter((name) => !/^[A-Z]/.test(name))
  .sort((a, b) => b.length - a.length)
  .join("|");

const NAMES = new RegExp(`${LATIN}|${CHINESE}`, "gu");

/** Where a text names a city, and the id of what it is in. */
export const citiesIn = (plain: string): { start: number; end: number; province: string }[] =>
  [...plain.matchAll(NAMES)].flatMap(({ 0: name, index }) => {
    const province = PROVINCES.get(name);
    return province === undefined ? [] : [{ start: index, end: index + name.length, province }];
  });
