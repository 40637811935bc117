package page

import (
	"regexp"
	"strings"
)

// Mirrors of the old pages are in traditional characters, some with the reading
// of a character in brackets after it: 長(zhǎng)度.
var reading = regexp.MustCompile(`([\p{Han}])\(([a-zêü]*[āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜ][a-zêü]*|de|le|me|zhe|ma|ne|ba|yu|fa)\)`)

// isTraditional reports whether a page is written in traditional characters.
func isTraditional(text string) bool {
	n := 0
	for _, word := range []string{"參數", "請求", "類型", "應答", "訂單", "錯誤", "適用", "描述", "狀態", "接口說", "請(qǐng)求", "類(lèi)型", "參數(shù)"} {
		if strings.Contains(text, word) && word != "描述" {
			n++
		}
	}
	return n >= 2
}

var simplifier = strings.NewReplacer(pairs()...)

func pairs() []string {
	var list []string
	for pair := range strings.FieldsSeq(simplified) {
		from, to, _ := strings.Cut(pair, "=")
		f, t := []rune(from), []rune(to)
		for i := range f {
			list = append(list, string(f[i]), string(t[i]))
		}
	}
	return list
}

// simplify converts a text of a mirror to simplified characters, without
// readings.
func simplify(s string) string {
	return simplifier.Replace(reading.ReplaceAllString(s, "$1"))
}

// simplified has the characters of documentation pages, traditional and
// simplified, sorted by the traditional ones.
const simplified = `
萬與專業東絲兩嚴喪個豐臨為麗舉義樂習鄉書買亂爭於虧雲產畝親=万与专业东丝两严丧个丰临为丽举义乐习乡书买乱争于亏云产亩亲
億僅從倉儀們價眾優會傘偉傳傷倫偽體餘傭傾償儲兒黨蘭關興養獸=亿仅从仓仪们价众优会伞伟传伤伦伪体余佣倾偿储儿党兰关兴养兽
內岡冊寫軍農馮沖決況凍淨涼減湊凱擊創刪別劃劉則剛製剝劇勸辦務=内冈册写军农冯冲决况冻净凉减凑凯击创删别划刘则刚制剥剧劝办务
動勵勁勞勢勻匯區醫華協單賣衛廳歷壓厭廁廠縣參雙發變敘疊葉號=动励劲劳势匀汇区医华协单卖卫厅历压厌厕厂县参双发变叙叠叶号
嘆後嚇嗎啟吳員聽嗚響問喚團園困圍國圖圓聖場壞塊堅壇墊墳壯聲=叹后吓吗启吴员听呜响问唤团园困围国图圆圣场坏块坚坛垫坟壮声
處備復夠頭誇夾奪奮奧獎婦媽孫學寧寶實寵審憲宮寬賓對尋導壽將=处备复够头夸夹夺奋奥奖妇妈孙学宁宝实宠审宪宫宽宾对寻导寿将
爾塵嘗堯層屬歲崗島幣師帳帶幫幹並廣莊慶庫應廟廢開異棄張彎彈=尔尘尝尧层属岁岗岛币师帐带帮干并广庄庆库应庙废开异弃张弯弹
強歸當錄徹徑態總惡懇憐戀惱懸驚懲憑懷戲戶擴執掃揚擾撫護報擔擬=强归当录彻径态总恶恳怜恋恼悬惊惩凭怀戏户扩执扫扬扰抚护报担拟
擁揀擇掛揮損換據擄搶攝擺攜撥採數敵斂斷無舊時曠顯曉暫術機殺=拥拣择挂挥损换据掳抢摄摆携拨采数敌敛断无旧时旷显晓暂术机杀
雜權條來楊極構標棧樣橋檢樓檔歡歐殘毀畢氣漢湯溝沒滅測濟滿滾=杂权条来杨极构标栈样桥检楼档欢欧残毁毕气汉汤沟没灭测济满滚
漸潛溫遊濕準潔澤濃點煉熱煩燈營爺牆狀獨獲獻現環瑪電畫療瘋=渐潜温游湿准洁泽浓点炼热烦灯营爷墙状独获献现环玛电画疗疯
監蓋盤礎碼確禮禁種稱積穩窮竊筆築簡籤簽類糧糾紀約級細紅純紙=监盖盘础码确礼禁种称积稳穷窃笔筑简签签类粮纠纪约级细红纯纸
線組終織紹經給結統絕繼續維綜編緩網緊羅罰職聯腦臟臺號藝節範=线组终织绍经给结统绝继续维综编缓网紧罗罚职联脑脏台号艺节范
藥蘇虛蟲規視覺覽觀觸訂認計討讓訊記議許論設訪證評識詐訴診詞試詳=药苏虚虫规视觉览观触订认计讨让讯记议许论设访证评识诈诉诊词试详
誠話該語誤說請諸諾讀課調談謀諮謝謹豬貝負財責敗貨質販貪購貫貴=诚话该语误说请诸诺读课调谈谋咨谢谨猪贝负财责败货质贩贪购贯贵
貸貿費賀資賊賠賴賬贈贊趕趨躍蹤車軌軟轉輪輕載較輔輛輸轄達遷過=贷贸费贺资贼赔赖账赠赞赶趋跃踪车轨软转轮轻载较辅辆输辖达迁过
運還這進遠違連遲適選遞邏遺鄧鄭郵鄰鑒鑑釋裡針釘銀銅錢鋪銷鎖錯=运还这进远违连迟适选递逻遗邓郑邮邻鉴鉴释里针钉银铜钱铺销锁错
鍵鏈鐘長門閃閉間闆閱闊隊陽陰陣階際陸陳險隨隱難雞離雖霧靈靜頁頂=键链钟长门闪闭间板阅阔队阳阴阵阶际陆陈险随隐难鸡离虽雾灵静页顶
項順須預領頻題額顏願類顧風飛飲飾餐館馬馳駁駐驗騙髮鬥魚鮮鳥鳴=项顺须预领频题额颜愿类顾风飞饮饰餐馆马驰驳驻验骗发斗鱼鲜鸟鸣
麥黃齊齒龍龜衝佈佔係併倆僱優剎劑勝啓啞嘯嘗圈埡妝姦嬰尷屆岳嶺=麦黄齐齿龙龟冲布占系并俩雇优刹剂胜启哑啸尝圈垭妆奸婴尴届岳岭
徵徹惠慣慮憂戰戶掙撤擋擠敗斬曆曬朧柵栽樞樹檯歸殼氫沖洩淚滯漲=征彻惠惯虑忧战户挣撤挡挤败斩历晒胧栅栽枢树台归壳氢冲泄泪滞涨
濾灑災爐牽犧獄瑣畢盜矚祕禍穀窩竅籌絡絨綁緒締緣縮繁繪繳纖罷羈翹=滤洒灾炉牵牺狱琐毕盗瞩秘祸谷窝窍筹络绒绑绪缔缘缩繁绘缴纤罢羁翘
聚聞腳脅臉膚膽舖艙薦藍裝補複襲訓託訣詢誌誘誰諒謊譯譽貌貼跡踐=聚闻脚胁脸肤胆铺舱荐蓝装补复袭训托诀询志诱谁谅谎译誉貌贴迹践
輝輩輯轟辭邊邁酬醜鈔鉤銘鋒鋼錦鎮鐵閣闡隸雇韓頒頓頗頸飽騎驟鬧=辉辈辑轟辞边迈酬丑钞钩铭锋钢锦镇铁阁阐隶雇韩颁顿颇颈饱骑骤闹
憶賺賽賞擷擻籍訖聰週囉濫瀏覽鏡縱碰鈕唯鬆鹽淺噸滬橫執幾誕夥託輿緻=忆赚赛赏撷擞籍讫聪周啰滥浏览镜纵碰钮唯松盐浅吨沪横执几诞伙托舆致
`
